import { describe, expect, it } from 'vitest';
import { consoleCommand, consoleLine } from '../../../src/lib/consumers/console';

describe('a record as a console consumer prints it', () => {
  const record = { key: '[1]', value: '{"after": {"id": 1}}', partition: 2 };
  it.each([
    { name: 'value alone', options: { keys: false }, event: record, line: '{"after": {"id": 1}}' },
    { name: 'with its key', options: { keys: true }, event: record, line: '[1]\t{"after": {"id": 1}}' },
    { name: 'no value', options: { keys: false }, event: { ...record, value: null }, line: 'null' },
    {
      name: 'no key',
      options: { keys: true },
      event: { ...record, key: null },
      line: 'null\t{"after": {"id": 1}}'
    },
    {
      name: 'a resolved timestamp has no key',
      options: { keys: true },
      event: { value: '{"resolved":"1.0000000000"}', partition: 0 },
      line: 'null\t{"resolved":"1.0000000000"}'
    },
    {
      name: 'with its partition',
      options: { keys: true, partitions: true },
      event: record,
      line: 'Partition:2\t[1]\t{"after": {"id": 1}}'
    }
  ])('$name', ({ options, event, line }) => {
    expect(consoleLine(event, options)).toBe(line);
  });
});

describe('the command that prints a topic', () => {
  it.each([
    {
      sink: 'kafka://localhost:9092',
      topic: 'employees',
      options: { keys: false, avro: false },
      command: 'kafka-console-consumer --bootstrap-server localhost:9092 --topic employees --from-beginning'
    },
    {
      sink: 'kafka://broker?topic_prefix=x',
      topic: "o'clock",
      options: { keys: true, avro: false },
      command:
        "kafka-console-consumer --bootstrap-server broker:9092 --topic 'o'\\''clock' --from-beginning --property print.key=true"
    },
    {
      sink: 'kafka://localhost:9092',
      topic: 'office_dogs',
      options: { keys: false, avro: true },
      command:
        'kafka-avro-console-consumer --bootstrap-server localhost:9092 --topic office_dogs --from-beginning --property schema.registry.url=http://localhost:8081'
    }
  ])('$command', ({ sink, topic, options, command }) => {
    expect(consoleCommand(sink, topic, options)).toBe(command);
  });
});
