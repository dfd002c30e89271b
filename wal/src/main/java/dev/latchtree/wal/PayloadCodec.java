package dev.latchtree.wal;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import net.jpountz.lz4.LZ4Compressor;
import net.jpountz.lz4.LZ4Exception;
import net.jpountz.lz4.LZ4Factory;
import net.jpountz.lz4.LZ4SafeDecompressor;
import org.jspecify.annotations.Nullable;

/**
 * Compresses and decompresses payloads. What it stores is the plain length in 4 bytes, little
 * endian, and the compressed bytes. Thread safe; keeps no state between calls.
 *
 * <p>The libraries are loaded when a codec is first asked for, since both are optional.
 */
abstract sealed class PayloadCodec {

  /** The plain length, before the compressed bytes. */
  static final int PREFIX = Integer.BYTES;

  private static final int ZSTD_LEVEL = 3;

  private final int code;

  private PayloadCodec(int code) {
    this.code = code;
  }

  /**
   * The codec for {@code compression}; null for NONE.
   *
   * @throws IllegalStateException if its library is not there
   */
  static @Nullable PayloadCodec of(Compression compression) {
    return switch (compression) {
      case NONE -> null;
      case LZ4 -> ofCode(RecordLayout.CODEC_LZ4);
      case ZSTD -> ofCode(RecordLayout.CODEC_ZSTD);
    };
  }

  /**
   * The codec that {@code code}, one of {@code RecordLayout.CODEC_}, names; not the plain one.
   *
   * @throws IllegalStateException if its library is not there
   */
  static PayloadCodec ofCode(int code) {
    try {
      return switch (code) {
        case RecordLayout.CODEC_LZ4 -> Lz4.INSTANCE;
        case RecordLayout.CODEC_ZSTD -> Zst.INSTANCE;
        default -> throw new IllegalArgumentException("no codec " + code);
      };
    } catch (LinkageError e) {
      String artifact =
          code == RecordLayout.CODEC_LZ4 ? "at.yawk.lz4:lz4-java" : "com.github.luben:zstd-jni";
      throw new IllegalStateException(
          "payloads of this log are compressed: %s is needed on the class path, and was not found"
                  .formatted(artifact)
              + " or cannot be used",
          e);
    }
  }

  /** What a record's flags say of this codec. */
  final int code() {
    return code;
  }

  /** The room in the target with which {@link #compress} is fastest. */
  final int maxCompressedLength(int length) {
    return Math.addExact(PREFIX, bound(length));
  }

  /**
   * Compresses {@code length} bytes of {@code source} into {@code target}, prefix first.
   *
   * @return the bytes stored, less than {@code length}; or -1 if they would not be fewer, or do not
   *     fit into the target, which is then undefined from {@code targetFrom} on
   */
  final int compress(byte[] source, int from, int length, byte[] target, int targetFrom) {
    int room = Math.min(target.length - targetFrom, maxCompressedLength(length)) - PREFIX;
    if (length <= PREFIX + 1 || room < 1) {
      return -1;
    }
    int stored = PREFIX + deflate(source, from, length, target, targetFrom + PREFIX, room);
    if (stored < PREFIX || stored >= length) {
      return -1;
    }
    ByteBuffer.wrap(target).order(ByteOrder.LITTLE_ENDIAN).putInt(targetFrom, length);
    return stored;
  }

  /**
   * The plain length of what is stored in {@code length} bytes at {@code at}; -1 if there is none.
   */
  static int plainLength(ByteBuffer stored, int at, int length) {
    if (length <= PREFIX) {
      return -1;
    }
    int plain = stored.getInt(at); // the caller's buffers are little endian
    return plain < 0 ? -1 : plain;
  }

  /**
   * Decompresses {@code length} bytes at {@code at}, prefix included, to the start of {@code
   * target}; both are direct buffers.
   *
   * @param plainLength what {@link #plainLength} says, checked by the caller and not more than the
   *     target's capacity
   * @return whether they are the compressed form of exactly that many bytes
   */
  final boolean decompress(
      ByteBuffer stored, int at, int length, ByteBuffer target, int plainLength) {
    return inflate(stored, at + PREFIX, length - PREFIX, target, plainLength) == plainLength;
  }

  abstract int bound(int length);

  /** Returns the compressed length, less than {@code -PREFIX} if the room is too small. */
  abstract int deflate(
      byte[] source, int from, int length, byte[] target, int targetFrom, int room);

  /**
   * Returns the plain length, negative if the bytes are wrong; never writes beyond {@code room}.
   */
  abstract int inflate(ByteBuffer stored, int at, int length, ByteBuffer target, int room);

  private static final class Lz4 extends PayloadCodec {
    static final Lz4 INSTANCE = new Lz4();

    private final LZ4Compressor compressor = LZ4Factory.fastestInstance().fastCompressor();
    private final LZ4SafeDecompressor decompressor =
        LZ4Factory.fastestInstance().safeDecompressor();

    private Lz4() {
      super(RecordLayout.CODEC_LZ4);
    }

    @Override
    int bound(int length) {
      return compressor.maxCompressedLength(length);
    }

    @Override
    int deflate(byte[] source, int from, int length, byte[] target, int targetFrom, int room) {
      try {
        return compressor.compress(source, from, length, target, targetFrom, room);
      } catch (LZ4Exception tooSmall) {
        return Integer.MIN_VALUE;
      }
    }

    @Override
    int inflate(ByteBuffer stored, int at, int length, ByteBuffer target, int room) {
      try {
        return decompressor.decompress(stored, at, length, target, 0, room);
      } catch (LZ4Exception wrong) {
        return -1;
      }
    }
  }

  private static final class Zst extends PayloadCodec {
    static final Zst INSTANCE = new Zst();

    private Zst() {
      super(RecordLayout.CODEC_ZSTD);
      Zstd.compressBound(0); // loads the library now, where its absence is answered
    }

    @Override
    int bound(int length) {
      return Math.toIntExact(Zstd.compressBound(length));
    }

    @Override
    int deflate(byte[] source, int from, int length, byte[] target, int targetFrom, int room) {
      try {
        long size =
            Zstd.compressByteArray(target, targetFrom, room, source, from, length, ZSTD_LEVEL);
        return Zstd.isError(size) ? Integer.MIN_VALUE : (int) size;
      } catch (ZstdException tooSmall) {
        return Integer.MIN_VALUE;
      }
    }

    @Override
    int inflate(ByteBuffer stored, int at, int length, ByteBuffer target, int room) {
      try {
        long size = Zstd.decompressDirectByteBuffer(target, 0, room, stored, at, length);
        return Zstd.isError(size) ? -1 : (int) size;
      } catch (ZstdException wrong) {
        return -1;
      }
    }
  }
}
