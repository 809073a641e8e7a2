/**
 * `frame.js`, before anything else of a page: what to do in somebody's frame. Every document but `/embed/` shows only a way out of it, so
 * that no click in it can be stolen (design §11). `/embed/` gets its static layer while the playground is on its way, or for good where the
 * frame's sandbox keeps it from loading: never a blank frame.
 */

/** How long the playground may take before the static layer stands in for it. */
const PATIENCE_MS = 900;

const own = document.currentScript instanceof HTMLScriptElement ? document.currentScript.src : '';
const isFramed = window.self !== window.top;
const isEmbed = /\/embed\/(index\.html)?$/.test(location.pathname);

if (isFramed && !isEmbed) {
  // Nothing else of this document is read, so nothing of it runs.
  window.stop();
  const body = document.createElement('body');
  const link = document.createElement('a');
  link.href = location.href;
  link.target = '_blank';
  link.rel = 'noopener';
  link.textContent = 'Open the Changefeed Playground in a tab';
  body.append(link);
  document.documentElement.replaceChildren(document.createElement('head'), body);
} else if (isEmbed)
  setTimeout(() => {
    if (document.documentElement.dataset.playground === 'on') return;
    const script = document.createElement('script');
    script.src = new URL('frame-static.js', own).href;
    document.head.append(script);
  }, PATIENCE_MS);
