// The page is sent with its first picture in it, the script of a first visit among it; the playground itself is made in the browser.
export const ssr = true;
