import { beforeEach, describe, expect, it } from 'vitest';
import {
  makeStorageState,
  Storage,
  DEFAULT_CLOSED_SETTINGS,
  storageCodecs
} from '../../../../src/lib/engine/storage/storage';
import { Blocked, keySpan, Restart, type TxnState } from '../../../../src/lib/engine/storage/txn-state';
import { PlainCodec } from '../../../../src/lib/engine/base/plain-codec';
import { timestamp } from '../../../../src/lib/engine/base/timestamp';
import { splitRange } from '../../../../src/lib/engine/storage/ranges';

/** A store with one index, a clock that the test moves, and short words for what transactions do. */
class Bench {
  now = 10_000_000_000;
  readonly storage: Storage;
  readonly index: number;
  /** Numbers of commits, as history would give them. */
  #commits = 0;

  constructor() {
    const clock = () => this.now;
    this.storage = new Storage(makeStorageState(['', '', '']), {
      closedSettings: DEFAULT_CLOSED_SETTINGS,
      ttl: () => 14_400_000_000_000,
      get now() {
        return clock();
      }
    });
    this.index = this.storage.addPrimaryIndex();
  }

  begin(session = 's', isolation: TxnState['isolation'] = 'serializable'): TxnState {
    this.now += 1_000_000;
    return this.storage.txns.begin({
      session,
      node: 1,
      ts: timestamp(this.now),
      startedAt: this.now,
      recordsReads: true,
      isolation
    });
  }

  put(txn: TxnState, key: string, value: number): void {
    this.storage.txns.write(txn, {
      index: this.index,
      key,
      row: [value],
      deleted: false,
      families: -1,
      omitted: false
    });
  }

  get(txn: TxnState, key: string): unknown {
    return this.storage.txns.read(txn, this.index, key)?.row[0];
  }

  scan(txn: TxnState): unknown[] {
    const rows: unknown[] = [];
    this.storage.txns.scan(txn, { index: this.index, start: '', end: undefined }, (key, row) => {
      rows.push([key, row[0]]);
      return false;
    });
    return rows;
  }

  commit(txn: TxnState): void {
    this.storage.commit(txn, this.#commits++);
  }
}

let b: Bench;
beforeEach(() => {
  b = new Bench();
});

const committed = (key: string, value: number) => {
  const txn = b.begin();
  b.put(txn, key, value);
  b.commit(txn);
};

describe('visibility', () => {
  it('a transaction sees what was committed before it, its own writes, and nothing later', () => {
    committed('a', 1);
    const reader = b.begin();
    committed('b', 2);
    b.put(reader, 'c', 3);
    expect(b.scan(reader)).toEqual([
      ['a', 1],
      ['c', 3]
    ]);
  });

  it('a deleted row is gone, and still there before', () => {
    committed('a', 1);
    const early = b.begin();
    const txn = b.begin();
    b.storage.txns.write(txn, {
      index: b.index,
      key: 'a',
      row: [1],
      deleted: true,
      families: -1,
      omitted: false
    });
    b.commit(txn);
    expect(b.get(early, 'a')).toBe(1);
    expect(b.get(b.begin(), 'a')).toBeUndefined();
  });

  it('reads at a fixed moment see that moment', () => {
    committed('a', 1);
    const then = timestamp(b.now);
    committed('a', 2);
    const seen: unknown[] = [];
    b.storage.txns.scanAt(then, keySpan(b.index, 'a'), (_k, row) => {
      seen.push(row[0]);
      return false;
    });
    expect(seen).toEqual([1]);
  });

  it('goes through keys backwards too', () => {
    for (const key of ['a', 'b', 'c', 'd']) committed(key, 1);
    const keys: string[] = [];
    b.storage.txns.scan(
      b.begin(),
      { index: b.index, start: 'b', end: 'd' },
      (key) => {
        keys.push(key);
        return false;
      },
      true
    );
    expect(keys).toEqual(['c', 'b']);
  });
});

describe('conflicts', () => {
  it('an intent below a read blocks the reader until it ends', () => {
    const writer = b.begin();
    b.put(writer, 'a', 1);
    const reader = b.begin();
    expect(() => b.get(reader, 'a')).toThrow(Blocked);
    b.commit(writer);
    expect(b.get(b.begin(), 'a')).toBe(1);
  });

  it('an intent above a read does not', () => {
    const reader = b.begin();
    const writer = b.begin();
    b.put(writer, 'a', 1);
    expect(b.get(reader, 'a')).toBeUndefined();
  });

  it('two writers of a key: the second waits', () => {
    const first = b.begin();
    const second = b.begin();
    b.put(first, 'a', 1);
    expect(() => b.put(second, 'a', 2)).toThrow(Blocked);
  });

  it('a write above a newer version must begin again, and may go on where its reads still hold', () => {
    const slow = b.begin();
    committed('a', 1);
    let restart: Restart | undefined;
    try {
      b.put(slow, 'a', 2);
    } catch (error) {
      restart = error as Restart;
    }
    expect(restart).toBeInstanceOf(Restart);
    expect(b.storage.txns.moveReads(slow, restart!.readTs)).toBe(true);
    b.put(slow, 'a', 2);
    b.commit(slow);
    expect(b.get(b.begin(), 'a')).toBe(2);
  });

  it('a lost update is refused: what was read has changed', () => {
    committed('a', 1);
    const slow = b.begin();
    b.get(slow, 'a');
    committed('a', 2);
    expect(b.storage.txns.moveReads(slow, timestamp(b.now + 1))).toBe(false);
  });

  it('write skew is refused: a read above pushes the write, and the push finds the read stale', () => {
    committed('x', 1);
    committed('y', 1);
    const one = b.begin();
    const two = b.begin();
    expect([b.get(one, 'x'), b.get(one, 'y'), b.get(two, 'x'), b.get(two, 'y')]).toEqual([1, 1, 1, 1]);
    b.put(one, 'x', 0);
    b.put(two, 'y', 0);
    b.commit(two);
    expect(() => b.commit(one)).toThrow(Restart);
  });

  it('READ COMMITTED lets the same history pass', () => {
    committed('x', 1);
    const one = b.begin('s', 'read committed');
    b.get(one, 'x');
    committed('x', 2);
    expect(b.storage.txns.moveReads(one, timestamp(b.now + 1))).toBe(true);
  });
});

describe('taking back', () => {
  it('undoes a statement and keeps what came before', () => {
    const txn = b.begin();
    b.put(txn, 'a', 1);
    const mark = b.storage.txns.mark(txn);
    b.put(txn, 'a', 2);
    b.put(txn, 'b', 2);
    b.storage.txns.undoTo(txn, mark);
    expect(b.scan(txn)).toEqual([['a', 1]]);
  });

  it('an abort leaves no trace', () => {
    committed('a', 1);
    const txn = b.begin();
    b.put(txn, 'a', 2);
    b.put(txn, 'b', 2);
    b.storage.txns.abort(txn);
    expect(b.scan(b.begin())).toEqual([['a', 1]]);
  });
});

describe('closed and resolved timestamps', () => {
  const range = () => b.storage.rangesOf(b.index)[0];

  it('trail the present by the target, in steps of the side transport', () => {
    b.now = 10_250_000_000;
    expect(b.storage.closedAt(range())).toEqual(timestamp(7_200_000_000));
  });

  it('an intent holds the resolved timestamp directly below it', () => {
    const txn = b.begin();
    b.put(txn, 'a', 1);
    b.now += 60_000_000_000;
    expect(b.storage.resolvedAt(range())).toEqual({ wall: txn.writeTs.wall - 1, logical: 2147483647 });
    b.commit(txn);
    expect(b.storage.resolvedAt(range())).toEqual(b.storage.closedAt(range()));
  });

  it('a write that comes after its range has closed past it lands above (guarantee S4)', () => {
    const txn = b.begin();
    b.now += 60_000_000_000;
    const closed = b.storage.closedAt(range());
    b.put(txn, 'a', 1);
    expect(txn.writeTs.wall).toBe(closed.wall);
    expect(txn.writeTs.logical).toBe(1);
  });

  it('a range whose leaseholder is down closes nothing more, and never goes back', () => {
    const before = b.storage.closedAt(range());
    b.storage.fixClosedTimestamps();
    const node = b.storage.node(range().leaseholder);
    node.up = false;
    node.since = b.now;
    b.now += 60_000_000_000;
    expect(b.storage.closedAt(range())).toEqual(before);
  });

  it('a split keeps what was closed on both sides', () => {
    b.storage.fixClosedTimestamps();
    const before = b.storage.closedAt(range());
    const right = splitRange(b.storage.state.ranges, b.index, 'm')!;
    expect(b.storage.closedAt(right)).toEqual(before);
    expect(b.storage.rangeOf(b.index, 'lzz').id).toBe(range().id);
    expect(b.storage.rangeOf(b.index, 'm').id).toBe(right.id);
  });
});

it('is written out and read back with its versions and intents', () => {
  committed('a', 1);
  committed('a', 2);
  const txn = b.begin();
  b.put(txn, 'a', 3);
  const codec = new PlainCodec(storageCodecs);
  const bytes = codec.encode(b.storage.state);
  const state = codec.decode(bytes) as typeof b.storage.state;
  expect(codec.encode(state)).toEqual(bytes);
  const versions: unknown[] = [];
  for (let v = state.primary.get(b.index)!.newest('a'); v; v = v.prev) versions.push([v.row[0], v.txn]);
  expect(versions).toEqual([
    [3, txn.id],
    [2, 0],
    [1, 0]
  ]);
});

describe('the intents of a transaction are its versions in the store, in the order of its writes', () => {
  const laid = (txn: TxnState) => b.storage.txns.intents(txn);
  const stored = (key: string) => b.storage.primary(b.index).newest(key);

  it.each<{ name: string; run: (txn: TxnState) => void; keys: string[] }>([
    {
      name: 'one after another',
      run: (txn) => ['c', 'a', 'b'].forEach((key) => b.put(txn, key, 1)),
      keys: ['c', 'a', 'b']
    },
    {
      name: 'a row written twice',
      run: (txn) => ['a', 'b', 'a'].forEach((key) => b.put(txn, key, 1)),
      keys: ['a', 'b']
    },
    {
      name: 'some taken back and written again',
      run: (txn) => {
        b.put(txn, 'a', 1);
        const mark = b.storage.txns.mark(txn);
        ['b', 'c', 'd'].forEach((key) => b.put(txn, key, 1));
        b.storage.txns.undoTo(txn, mark);
        ['d', 'b'].forEach((key) => b.put(txn, key, 2));
      },
      keys: ['a', 'd', 'b']
    },
    {
      name: 'some taken back',
      run: (txn) => {
        b.put(txn, 'a', 1);
        const mark = b.storage.txns.mark(txn);
        b.put(txn, 'b', 1);
        b.storage.txns.undoTo(txn, mark);
      },
      keys: ['a']
    },
    {
      name: 'another transaction in between',
      run: (txn) => {
        b.put(txn, 'a', 1);
        const other = b.begin('other');
        b.put(other, 'x', 1);
        b.put(txn, 'b', 1);
        b.put(other, 'y', 1);
        expect(laid(other).map(({ key }) => key)).toEqual(['x', 'y']);
        b.put(txn, 'c', 1);
      },
      keys: ['a', 'b', 'c']
    }
  ])('$name', ({ run, keys }) => {
    const txn = b.begin();
    run(txn);
    expect(laid(txn).map(({ key }) => key)).toEqual(keys);
    for (const { key, version } of laid(txn)) expect(version).toBe(stored(key));
  });
});
