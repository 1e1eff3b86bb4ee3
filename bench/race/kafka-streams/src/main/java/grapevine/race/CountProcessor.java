package grapevine.race;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.Pipeline;
import redis.clients.jedis.Protocol;

/**
 * Counts one partition: each post's totals, and each brand's panes of ten seconds. What has changed goes to Redis every
 * 100 ms, as absolute values: written again after a crash, they change nothing.
 */
final class CountProcessor implements Processor<byte[], byte[], Void, Void> {
  static final String POSTS = "posts";
  static final String PANES = "panes";
  private static final long PANE_MS = 10_000;
  private static final Duration UPSERT_EVERY = Duration.ofMillis(100);
  private static final byte[][] FIELDS = ascii("mentions", "likes", "shares", "comments", "views");
  private static final byte[] POST_PREFIX = ascii("race:post:")[0];

  private final Interaction interaction;
  private final Jedis redis;
  private final Progress progress;
  private final Map<Bytes, byte[]> changedPosts = new HashMap<>();
  private final Map<Bytes, byte[]> changedPanes = new HashMap<>();
  private KeyValueStore<Bytes, byte[]> posts;
  private KeyValueStore<Bytes, byte[]> panes;
  private byte[] panePrefix;
  private long records;

  CountProcessor(int schemaId, Jedis redis, Progress progress) {
    this.interaction = new Interaction(schemaId);
    this.redis = redis;
    this.progress = progress;
  }

  @Override
  public void init(ProcessorContext<Void, Void> context) {
    posts = context.getStateStore(POSTS);
    panes = context.getStateStore(PANES);
    panePrefix = ascii("race:pane:" + context.taskId().partition() + ":")[0];
    context.schedule(UPSERT_EVERY, PunctuationType.WALL_CLOCK_TIME, now -> upsert());
  }

  @Override
  public void process(Record<byte[], byte[]> record) {
    records += 1;
    if (!interaction.read(record.value()) || interaction.kind < 0) return;
    Bytes key = Bytes.wrap(record.key());
    byte[] stored = posts.get(key);
    byte[] post = stored == null ? Row.empty() : stored;
    if (interaction.isItem) {
      posts.put(key, Row.withBrands(post, interaction.brands, interaction.brandCount));
      for (int i = 0; i < interaction.brandCount; i++) countInPane(interaction.brands[i]);
      return;
    }
    post = Row.withOneMore(post, interaction.kind);
    posts.put(key, post);
    changedPosts.put(key, post);
    for (int at = Row.firstBrand(); at < post.length; at += 1 + (post[at] & 0xff)) countInPane(Row.brandAt(post, at));
  }

  private void countInPane(byte[] brand) {
    long startMs = interaction.atMs - Math.floorMod(interaction.atMs, PANE_MS);
    Bytes key = Bytes.wrap(ByteBuffer.allocate(Long.BYTES + brand.length).putLong(startMs).put(brand).array());
    byte[] stored = panes.get(key);
    byte[] pane = Row.withOneMore(stored == null ? Row.empty() : stored, interaction.kind);
    panes.put(key, pane);
    changedPanes.put(key, pane);
  }

  private void upsert() {
    if (!changedPosts.isEmpty() || !changedPanes.isEmpty()) {
      Pipeline pipeline = redis.pipelined();
      changedPosts.forEach((key, row) -> pipeline.sendCommand(Protocol.Command.HSET, arguments(postKey(key), row)));
      changedPanes.forEach((key, row) -> pipeline.sendCommand(Protocol.Command.HSET, arguments(paneKey(key), row)));
      pipeline.sync();
      changedPosts.clear();
      changedPanes.clear();
    }
    if (records > 0) progress.upserted(records);
    records = 0;
  }

  private static byte[] postKey(Bytes key) {
    byte[] id = key.get();
    return ByteBuffer.allocate(POST_PREFIX.length + id.length).put(POST_PREFIX).put(id).array();
  }

  private byte[] paneKey(Bytes key) {
    byte[] pane = key.get();
    byte[] start = ascii(ByteBuffer.wrap(pane).getLong() + ":")[0];
    int brandLength = pane.length - Long.BYTES;
    return ByteBuffer.allocate(panePrefix.length + start.length + brandLength)
        .put(panePrefix)
        .put(start)
        .put(pane, Long.BYTES, brandLength)
        .array();
  }

  /** The key and what is not 0. */
  private static byte[][] arguments(byte[] key, byte[] row) {
    int fields = 0;
    for (int kind = 0; kind < Interaction.KINDS; kind++) if (Row.count(row, kind) != 0) fields += 1;
    byte[][] arguments = new byte[1 + 2 * fields][];
    arguments[0] = key;
    int at = 1;
    for (int kind = 0; kind < Interaction.KINDS; kind++) {
      long count = Row.count(row, kind);
      if (count == 0) continue;
      arguments[at++] = FIELDS[kind];
      arguments[at++] = Protocol.toByteArray(count);
    }
    return arguments;
  }

  private static byte[][] ascii(String... texts) {
    byte[][] all = new byte[texts.length][];
    for (int i = 0; i < texts.length; i++) all[i] = texts[i].getBytes(StandardCharsets.US_ASCII);
    return all;
  }

  @Override
  public void close() {
    redis.close();
  }
}
