import * as Comlink from 'comlink';
import type { RunUpdate } from './api';
import { Playground } from './playground';
import { IN_MEMORY } from './in-memory';
import { removeNetwork } from './remove-network';
import { MemoryStore, openStore } from './store';
import { transferables } from './transferables';

removeNetwork();

const store = self.name === IN_MEMORY ? new MemoryStore('An embed keeps nothing.') : openStore();
const playground = Promise.resolve(store).then((opened) => new Playground(opened));

/** Columns are handed over, not copied. */
const handOver = (update: RunUpdate): RunUpdate => Comlink.transfer(update, transferables(update));

Comlink.expose({
  open: async (...args: Parameters<Playground['open']>) => {
    const opened = await (await playground).open(...args);
    return Comlink.transfer(opened, transferables(opened.update));
  },
  takeOver: async (...args: Parameters<Playground['takeOver']>) => {
    const opened = await (await playground).takeOver(...args);
    return Comlink.transfer(opened, transferables(opened.update));
  },
  watchStorage: async (...args: Parameters<Playground['watchStorage']>) =>
    (await playground).watchStorage(...args),
  openLink: async (...args: Parameters<Playground['openLink']>) => {
    const result = await (await playground).openLink(...args);
    return result.opened ? Comlink.transfer(result, transferables(result.opened.update)) : result;
  },
  openFiles: async (...args: Parameters<Playground['openFiles']>) => {
    const result = await (await playground).openFiles(...args);
    return result.opened ? Comlink.transfer(result, transferables(result.opened.update)) : result;
  },
  openNew: async (...args: Parameters<Playground['openNew']>) => {
    const opened = await (await playground).openNew(...args);
    return Comlink.transfer(opened, transferables(opened.update));
  },
  openWorkspace: async (...args: Parameters<Playground['openWorkspace']>) => {
    const result = await (await playground).openWorkspace(...args);
    return result.opened ? Comlink.transfer(result, transferables(result.opened.update)) : result;
  },
  shelf: async (...args: Parameters<Playground['shelf']>) => (await playground).shelf(...args),
  runAll: async (...args: Parameters<Playground['runAll']>) =>
    handOver(await (await playground).runAll(...args)),
  setScript: async (...args: Parameters<Playground['setScript']>) =>
    handOver(await (await playground).setScript(...args)),
  append: async (...args: Parameters<Playground['append']>) => {
    const appended = await (await playground).append(...args);
    return Comlink.transfer(appended, transferables(appended.update));
  },
  branch: async (...args: Parameters<Playground['branch']>) => {
    const appended = await (await playground).branch(...args);
    return Comlink.transfer(appended, transferables(appended.update));
  },
  undo: async () => {
    const undone = await (await playground).undo();
    return undone && Comlink.transfer(undone, transferables(undone.update));
  },
  runs: async () => (await playground).runs(),
  showRun: async (...args: Parameters<Playground['showRun']>) => {
    const shown = await (await playground).showRun(...args);
    return shown && Comlink.transfer(shown, transferables(shown.update));
  },
  renameRun: async (...args: Parameters<Playground['renameRun']>) =>
    handOver(await (await playground).renameRun(...args)),
  deleteRun: async (...args: Parameters<Playground['deleteRun']>) =>
    handOver(await (await playground).deleteRun(...args)),
  putBackRun: async (...args: Parameters<Playground['putBackRun']>) =>
    handOver(await (await playground).putBackRun(...args)),
  advance: async (...args: Parameters<Playground['advance']>) =>
    handOver(await (await playground).advance(...args)),
  step: async (...args: Parameters<Playground['step']>) => handOver(await (await playground).step(...args)),
  runThrough: async (...args: Parameters<Playground['runThrough']>) => {
    const carried = await (await playground).runThrough(...args);
    return Comlink.transfer(carried, transferables(carried.update));
  },
  runToEnd: async (...args: Parameters<Playground['runToEnd']>) =>
    handOver(await (await playground).runToEnd(...args)),
  events: async (...args: Parameters<Playground['events']>) => (await playground).events(...args),
  audit: async (...args: Parameters<Playground['audit']>) => (await playground).audit(...args),
  read: async (...args: Parameters<Playground['read']>) => (await playground).read(...args),
  saveView: async (...args: Parameters<Playground['saveView']>) => (await playground).saveView(...args),
  rename: async (...args: Parameters<Playground['rename']>) => (await playground).rename(...args),
  link: async (...args: Parameters<Playground['link']>) => (await playground).link(...args),
  digest: async (...args: Parameters<Playground['digest']>) => (await playground).digest(...args),
  exportFile: async (...args: Parameters<Playground['exportFile']>) => (await playground).exportFile(...args),
  flush: async () => (await playground).flush(),
  complete: async (...args: Parameters<Playground['complete']>) => (await playground).complete(...args),
  hover: async (...args: Parameters<Playground['hover']>) => (await playground).hover(...args)
});
