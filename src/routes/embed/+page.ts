// Sent ready, though there is nothing in it: what SvelteKit makes only in the browser takes the focus, and with it that of the page around.
export const ssr = true;
