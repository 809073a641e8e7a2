/** The name of a worker that keeps nothing: an embed's must not become the workspace that the playground itself opens next. */
export const IN_MEMORY = 'in-memory';
