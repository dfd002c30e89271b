package dev.latchtree.wal;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;

/**
 * Finishes a record's checksum with its header, from {@link RecordLayout#COVERED} on, without
 * allocating anything. For one thread at a time.
 */
final class HeaderChecksum {

  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private final byte[] covered = new byte[RecordLayout.HEADER_SIZE - RecordLayout.COVERED];

  /**
   * The checksum of a record.
   *
   * @param payload has seen the payload
   * @param length of the whole record
   */
  int finish(
      CRC32C payload, int length, long lsn, long durableLsn, int generation, int typeAndFlags) {
    INT.set(covered, RecordLayout.LENGTH - RecordLayout.COVERED, length);
    LONG.set(covered, RecordLayout.LSN - RecordLayout.COVERED, lsn);
    LONG.set(covered, RecordLayout.DURABLE_LSN - RecordLayout.COVERED, durableLsn);
    INT.set(covered, RecordLayout.GENERATION - RecordLayout.COVERED, generation);
    INT.set(covered, RecordLayout.TYPE - RecordLayout.COVERED, typeAndFlags);
    payload.update(covered, 0, covered.length);
    return (int) payload.getValue();
  }
}
