// Scripts of the site that are no part of the page's modules: `embed.js` for other people's pages, `frame.js` and `frame-static.js` for pages
// that find themselves in a frame, `deliver.js` for the document of real deliveries. Classic scripts, which need no leave from the host's server (CORS) to be loaded.
import { join } from 'node:path';
import { rolldown } from 'rolldown';

const SCRIPTS = {
  'embed.js': 'embed/loader.ts',
  'frame.js': 'embed/frame.ts',
  'frame-static.js': 'embed/frame-static.ts',
  'deliver.js': 'delivery/deliver.ts'
};

/** @param {string} root repository @param {string} source file below src/lib @returns {Promise<string>} */
export async function bundleClassic(root, source) {
  const build = await rolldown({ input: join(root, 'src/lib', source), logLevel: 'silent' });
  const { output } = await build.generate({ format: 'iife', minify: true });
  await build.close();
  return output[0].code;
}

/** Puts them into the build, and serves them in development. @returns {import('vite').Plugin} */
export function classicScripts(/** @type {string} */ root) {
  const entries = Object.entries(SCRIPTS);
  return {
    name: 'classic-scripts',
    configureServer(server) {
      for (const [name, source] of entries)
        server.middlewares.use(`/${name}`, (_request, response) => {
          void bundleClassic(root, source).then((code) => {
            response.setHeader('content-type', 'text/javascript');
            response.end(code);
          });
        });
    },
    async generateBundle() {
      if (this.environment?.name !== 'client') return;
      for (const [fileName, source] of entries)
        this.emitFile({ type: 'asset', fileName, source: await bundleClassic(root, source) });
    }
  };
}
