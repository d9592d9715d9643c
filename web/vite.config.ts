import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vite';

/** Where the server runs while the page is worked on. */
const server = process.env.PRESIDIUM ?? 'http://127.0.0.1:1953';

export default defineConfig({
  plugins: [svelte()],
  // The server answers no page of another origin.
  server: { proxy: { '/api': { target: server, changeOrigin: true, headers: { origin: server } } } },
  build: { target: 'es2022', modulePreload: { polyfill: false }, assetsInlineLimit: 0, chunkSizeWarningLimit: 100 },
});
