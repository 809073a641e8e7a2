/** What avsc asks of Node's `util`, for bundles that run in a browser: `vite.config.ts` puts it in its place. */

/** `%s`, `%d`, `%i`, `%j` and `%o` stand for the arguments in turn; what is left over follows. */
export function format(text: unknown, ...values: unknown[]): string {
  const shown = String(text).replace(/%[sdijo%]/g, (mark) => {
    if (mark === '%%') return '%';
    if (values.length === 0) return mark;
    const value = values.shift();
    return mark === '%s' || mark === '%d' || mark === '%i' ? String(value) : JSON.stringify(value);
  });
  return [shown, ...values.map(String)].join(' ');
}

type Constructor = (new (...args: never[]) => object) & { super_?: unknown };

export function inherits(child: Constructor, parent: Constructor): void {
  child.super_ = parent;
  Object.setPrototypeOf(child.prototype, parent.prototype);
}

export const debuglog = (): (() => void) => () => {};

export function deprecate<T>(method: T): T {
  return method;
}

export default { format, inherits, debuglog, deprecate };
