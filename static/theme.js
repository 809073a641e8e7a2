// Before the first paint: the theme that was chosen here, so that the page does not flash in the other one, and whether this browser has been
// here before or follows a link, since then another script comes than that of a first visit.
try {
  const root = document.documentElement;
  const theme = localStorage.getItem('changefeed-playground.theme');
  if (theme === 'light' || theme === 'dark') root.dataset.theme = theme;
  const hasVisited = Object.keys(localStorage).some((name) => name.startsWith('changefeed-playground.'));
  if (!hasVisited && !/(^#|&)s=/.test(location.hash)) root.dataset.visit = 'first';
} catch {
  // Storage is denied: the system's theme it is.
}
