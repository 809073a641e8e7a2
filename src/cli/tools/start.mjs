// `npm start`: installs what is missing, builds the site and serves it.
import { createServer } from 'node:http';
import { join } from 'node:path';
import { installPackages, root, runBin } from './prepare.mjs';

installPackages();
if (!runBin('vite/bin/vite.js', ['build', '--logLevel', 'warn'])) process.exit(1);

const { default: sirv } = await import('sirv');
const files = sirv(join(root, 'build'), { etag: true });
const server = createServer((request, response) =>
  files(request, response, () => {
    response.statusCode = 404;
    response.end('not found');
  })
);
const wanted = Number(process.env.PORT ?? 4173);
server.on('error', (error) => {
  // Somebody else may have the usual port; any free one will do then.
  if (error.code === 'EADDRINUSE' && process.env.PORT === undefined) server.listen(0, '127.0.0.1');
  else throw error;
});
server.on('listening', () =>
  console.log(`Changefeed Playground: http://localhost:${server.address().port}/`)
);
server.listen(wanted, '127.0.0.1');
