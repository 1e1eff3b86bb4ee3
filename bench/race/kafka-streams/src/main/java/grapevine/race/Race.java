package grapevine.race;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;
import redis.clients.jedis.Jedis;

/**
 * The race's job in Kafka Streams; ../../../../../../README.md says what it is and why it is set so.
 *
 *     java -jar ... BROKERS TOPIC SCHEMA-ID REDIS-PORT APPLICATION-ID THREADS MARK,MARK,...
 *
 * Ends when its standard input does.
 */
public final class Race {
  private static final long CACHE_BYTES = 256L << 20;
  private static final int MAX_POLL_RECORDS = 5_000;

  private Race() {}

  public static void main(String[] args) throws IOException {
    String topic = args[1];
    int schemaId = Integer.parseInt(args[2]);
    int redisPort = Integer.parseInt(args[3]);
    Progress progress = new Progress(Arrays.stream(args[6].split(",")).mapToLong(Long::parseLong).toArray());

    Topology topology = new Topology();
    topology.addSource("interactions", Serdes.ByteArray().deserializer(), Serdes.ByteArray().deserializer(), topic);
    topology.addProcessor(
        "count", () -> new CountProcessor(schemaId, new Jedis("127.0.0.1", redisPort), progress), "interactions");
    topology.addStateStore(store(CountProcessor.POSTS), "count");
    topology.addStateStore(store(CountProcessor.PANES), "count");

    Path stateFolder = Files.createTempDirectory("grapevine-race-");
    KafkaStreams streams = new KafkaStreams(topology, settings(args[0], args[4], args[5], stateFolder));
    streams.setUncaughtExceptionHandler(
        fault -> {
          fault.printStackTrace();
          Runtime.getRuntime().halt(1);
          return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
        });
    streams.start();
    while (System.in.read() >= 0) {}
    streams.close(Duration.ofSeconds(30));
    streams.cleanUp();
    Files.deleteIfExists(stateFolder);
  }

  /**
   * In memory, with its changelog topic, behind the cache: of a key that changes often only the last value of a commit
   * reaches the changelog.
   */
  private static StoreBuilder<KeyValueStore<Bytes, byte[]>> store(String name) {
    return Stores.keyValueStoreBuilder(Stores.inMemoryKeyValueStore(name), Serdes.Bytes(), Serdes.ByteArray())
        .withCachingEnabled();
  }

  private static Properties settings(String brokers, String applicationId, String threads, Path stateFolder) {
    Properties settings = new Properties();
    settings.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, brokers);
    settings.put(StreamsConfig.APPLICATION_ID_CONFIG, applicationId);
    settings.put(StreamsConfig.STATE_DIR_CONFIG, stateFolder.toString());
    settings.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, threads);
    settings.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
    settings.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, 100);
    settings.put(StreamsConfig.STATESTORE_CACHE_MAX_BYTES_CONFIG, CACHE_BYTES);
    settings.put(StreamsConfig.REPLICATION_FACTOR_CONFIG, 1);
    settings.put(StreamsConfig.consumerPrefix(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG), "earliest");
    settings.put(StreamsConfig.consumerPrefix(ConsumerConfig.MAX_POLL_RECORDS_CONFIG), MAX_POLL_RECORDS);
    return settings;
  }
}
