import SortedBTree from 'sorted-btree';

/**
 * The ordered map under storage. The package is CommonJS, and what its default import is depends on who reads it: the class for one, the
 * module that holds it for another (Node, and Vite's builds).
 */
export const BTree: typeof SortedBTree =
  (SortedBTree as unknown as { readonly default?: typeof SortedBTree }).default ?? SortedBTree;
export type BTree<K, V> = SortedBTree<K, V>;
