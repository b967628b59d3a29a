import { defineConfig } from '@hey-api/openapi-ts';

/** `npm run api` writes src/api/generated from the committed API document. */
export default defineConfig({
  input: '../openapi/lyceum.json',
  output: { path: 'src/api/generated' },
  plugins: ['@hey-api/typescript', '@hey-api/client-fetch', '@hey-api/sdk'],
});
