/** What the README shows, compiled and tested; uses the public API only. */
@org.jspecify.annotations.NullMarked
package dev.latchtree.wal.example;
