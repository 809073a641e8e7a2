declare const __BUILD__: string | undefined;

/**
 * The build that this code is of. A snapshot is the engine's inner state, which another build may understand otherwise without noticing, so
 * only its own build goes on from it.
 */
export const BUILD: string = typeof __BUILD__ === 'undefined' ? 'development' : __BUILD__;
