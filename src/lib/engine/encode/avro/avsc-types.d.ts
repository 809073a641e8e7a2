/** The part of avsc that knows types only, which is typed by the package under its main name alone. */
declare module 'avsc/etc/browser/avsc-types.js' {
  import type { Type, types } from 'avsc';

  const avsc: { readonly Type: typeof Type; readonly types: typeof types };
  export default avsc;
}
