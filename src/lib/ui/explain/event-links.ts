import type { HistoryEvent } from '../../engine/base/events';
import { BATCH, COMMIT, MESSAGE, MESSAGE_CONTEXT, RESOLVED } from '../../history/event-codec';
import { typeNumber } from '../../history/event-types';
import type { RunView } from '../state/run-view.svelte';

/** What an event comes from and what came of it, by the links that were recorded: for events that are no message, which has a chain of its own. */

export interface EventLink {
  /** What the other event is to this one. */
  readonly role: string;
  readonly seq: number;
}

export interface EventLinks {
  readonly from: readonly EventLink[];
  readonly to: readonly EventLink[];
  /** How many more came of it than are listed. */
  readonly more: number;
}

/** Links that are listed in one direction. */
const MOST = 50;
const MESSAGE_TYPE = typeNumber('message');

export function eventLinks(event: HistoryEvent, seq: number, view: RunView): EventLinks {
  const to = effectsOf(event, seq, view);
  return { from: causesOf(event, seq, view), to: to.slice(0, MOST), more: Math.max(0, to.length - MOST) };
}

const link = (role: string, seq: number | null | undefined): EventLink[] =>
  seq === null || seq === undefined || seq < 0 ? [] : [{ role, seq }];

function causesOf(event: HistoryEvent, seq: number, { columns, tracks }: RunView): EventLink[] {
  const statement = (number: number) => link('statement', tracks.statements[number - 1]?.seq);
  const feedOf = (number: number) => tracks.feeds.find((feed) => feed.statement === number);
  const flow = (number: number, flowNumber: number) =>
    link('flow', feedOf(number)?.flows.find((f) => f.flow === flowNumber)?.seq);
  switch (event.type) {
    case 'commit':
      return [
        ...statement(event.statement),
        ...link('transaction', tracks.txns.find((txn) => txn.txn === columns.numberAt(COMMIT.txn, seq))?.seq)
      ];
    case 'flow':
      return [...statement(event.statement), ...link('checkpoint it went back to', event.checkpoint)];
    case 'scan':
    case 'batch':
      return [...statement(event.statement), ...flow(event.statement, event.flow)];
    case 'checkpoint': {
      const feed = tracks.feeds.find((f) => f.job === event.job);
      return feed ? [...statement(feed.statement), ...flow(feed.statement, event.flow)] : [];
    }
    case 'resolved': {
      const feed = feedOf(columns.numberAt(RESOLVED.statement, seq));
      const started = feed?.flows.findLast((f) => f.seq < seq);
      return [...statement(event.statement), ...link('flow', started?.seq)];
    }
    case 'txn':
      // Its session ran one statement at a time: the one before is what began it.
      return link(
        'statement',
        tracks.statements.findLast((s) => s.session === event.session && s.seq < seq)?.seq
      );
    case 'job':
    case 'file':
    case 'request':
    case 'schema_change':
    case 'result':
    case 'error':
    case 'notice':
      return statement(event.statement);
    default:
      return [];
  }
}

function effectsOf(event: HistoryEvent, seq: number, view: RunView): EventLink[] {
  const { columns, tracks } = view;
  switch (event.type) {
    case 'commit':
      return messagesWith(view, seq, (other) => columns.numberAt(MESSAGE.commit, other) === seq);
    case 'batch': {
      const { statement, batch, attempt } = event;
      // Messages are appended as they are stored, before the batch is told of; a batch is short.
      return [...view.index.deliveries]
        .filter(
          (other) =>
            columns.typeNumberAt(other) === MESSAGE_TYPE &&
            columns.numberAt(MESSAGE.batch, other) === batch &&
            columns.contextAt(other)[MESSAGE_CONTEXT.statement] === statement &&
            columns.contextAt(other)[MESSAGE_CONTEXT.flow] === columns.numberAt(BATCH.flow, seq) &&
            Math.floor(columns.numberAt(MESSAGE.partitionAttempt, other) / 0x8000) === attempt
        )
        .map((other) => messageLink(view, other));
    }
    case 'checkpoint': {
      const back = tracks.feeds.flatMap((feed) =>
        feed.flows.filter(({ seq: flow }) => {
          const started = view.sparse(flow);
          return started?.type === 'flow' && started.checkpoint === seq;
        })
      );
      return [
        ...back.flatMap((flow) => link('flow that went back to it', flow.seq)),
        ...messagesWith(view, seq, (other) => columns.numberAt(MESSAGE.checkpoint, other) === seq)
      ];
    }
    case 'txn':
      return tracks.txns.some((txn) => txn.seq === seq)
        ? commitsOf(view, event.txn, seq).flatMap((commit) => link('commit', commit))
        : [];
    case 'statement':
      return [
        ...commitsOfStatement(view, event.statement, seq).flatMap((commit) => link('commit', commit)),
        ...tracks.feeds
          .filter((feed) => feed.statement === event.statement)
          .flatMap((feed) => link('feed', feed.flows[0]?.seq)),
        ...(view.index.outcomes.get(event.statement) ?? []).flatMap((outcome) =>
          link(columns.typeAt(outcome), outcome)
        )
      ];
    default:
      return [];
  }
}

const messageLink = ({ columns }: RunView, seq: number): EventLink => ({
  role: columns.numberAt(MESSAGE.emission, seq) > 1 ? 'copy' : 'message',
  seq
});

function messagesWith(view: RunView, from: number, test: (seq: number) => boolean): EventLink[] {
  const { columns } = view;
  const links: EventLink[] = [];
  for (let seq = from + 1; seq < columns.length; seq++)
    if (columns.typeNumberAt(seq) === MESSAGE_TYPE && test(seq)) links.push(messageLink(view, seq));
  return links;
}

const COMMIT_TYPE = typeNumber('commit');

function commitsOf({ columns }: RunView, txn: number, from: number): number[] {
  for (let seq = from; seq < columns.length; seq++)
    if (columns.typeNumberAt(seq) === COMMIT_TYPE && columns.numberAt(COMMIT.txn, seq) === txn) return [seq];
  return [];
}

function commitsOfStatement({ columns }: RunView, statement: number, from: number): number[] {
  const seqs: number[] = [];
  for (let seq = from; seq < columns.length; seq++)
    if (columns.typeNumberAt(seq) === COMMIT_TYPE && columns.numberAt(COMMIT.statement, seq) === statement)
      seqs.push(seq);
  return seqs;
}
