package dev.latchtree.lab.micro;

record UnlatchedPage(PageBytes bytes) implements LatchedPage {

  @Override
  public long readOptimistically() {
    return bytes.read();
  }

  @Override
  public long readShared() {
    return bytes.read();
  }

  @Override
  public void write() {
    bytes.write();
  }

  @Override
  public void lockAndUnlock() {}
}
