import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';

/** Where `npm run dev` finds the API; the built app is served by the server itself. */
const apiServer = process.env.LYCEUM_API ?? 'http://127.0.0.1:8080';

export default defineConfig({
  plugins: [react()],
  resolve: {
    alias: { '@': fileURLToPath(new URL('./src', import.meta.url)) },
  },
  server: {
    host: '127.0.0.1',
    port: 5173,
    proxy: { '/api': { target: apiServer, changeOrigin: false } },
  },
  build: {
    // The first browsers that know light-dark(), on which the palette is built.
    target: ['chrome123', 'edge123', 'firefox120', 'safari17.5'],
    // Inlined assets would become data: addresses, which the content security
    // policy allows for pictures only.
    assetsInlineLimit: 0,
  },
  worker: { format: 'es' },
  test: {
    environment: 'node',
    include: ['src/**/*.test.ts', 'src/**/*.test.tsx'],
  },
});
