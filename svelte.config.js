import adapter from '@sveltejs/adapter-static';

/** @type {import('@sveltejs/kit').Config} */
export default {
  kit: {
    // No fallback page: a fallback would use absolute paths, and the build must work from any sub-path.
    adapter: adapter(),
    paths: { relative: true },
    // Registered by hand in a try (src/routes/+layout.svelte): in frames the automatic registration throws.
    serviceWorker: { register: false },
    csp: {
      mode: 'hash',
      directives: {
        'default-src': ['none'],
        'script-src': ['self'],
        // Monaco's theme and line styles and Svelte's `style:` need inline styles; scripts never do.
        'style-src': ['self', 'unsafe-inline'],
        'img-src': ['self', 'data:', 'blob:'],
        'font-src': ['self'],
        'connect-src': ['self'],
        'worker-src': ['self'],
        'manifest-src': ['self'],
        'frame-src': ['self'],
        'object-src': ['none'],
        'base-uri': ['none'],
        'form-action': ['none']
      }
    },
    typescript: {
      config: (config) => {
        config.include.push('../tests/**/*.ts', '../*.config.ts', '../src/cli/**/*.ts');
        return config;
      }
    }
  }
};
