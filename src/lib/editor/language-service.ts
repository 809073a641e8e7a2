import type { Completion } from '../language/completion';
import type { Hover } from '../language/hover';

/** Completion and hover, which the engine's worker works out: its tables of functions, options and settings stay there. */
export interface LanguageService {
  complete(script: string, offset: number): Promise<readonly Completion[]>;
  hover(script: string, offset: number): Promise<Hover | null>;
}
