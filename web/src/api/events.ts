// What the server tells by itself: that it is there, and that the model has been edited.

import { page, type Stale } from '../state/page.svelte';

/** Listens for as long as the page is open; the browser comes back by itself when the server does. */
export function watchServer() {
  const events = new EventSource('api/v1/events');
  events.addEventListener('hello', (event) => {
    const { fingerprint } = JSON.parse(event.data as string) as { fingerprint: string };
    const isBack = page.lost;
    page.lost = false;
    if (!page.model) void page.load();
    else if (page.model.fingerprint !== fingerprint) page.stale = { diagnostics: [], moved: [], fingerprint };
    else if (isBack) page.round += 1;
  });
  events.addEventListener('model', (event) => {
    const told = JSON.parse(event.data as string) as ModelNews;
    if (told.fingerprint === page.model?.fingerprint && told.served && told.moved.length === 0) return;
    // Warnings do not keep a model from being served; what does is told.
    page.stale = { diagnostics: told.served ? [] : told.diagnostics.map(words), moved: told.moved, fingerprint: told.fingerprint };
  });
  events.onerror = () => {
    if (page.model && events.readyState !== EventSource.OPEN) page.lost = true;
  };
}

/** The model that is served from now on, or why the one that was edited is not. */
interface ModelNews {
  fingerprint: string;
  served: boolean;
  diagnostics: { message: string; help?: string; at?: string }[];
  moved: Stale['moved'];
}

function words({ message, at }: ModelNews['diagnostics'][number]): string {
  return [at, message].filter((part) => part).join(': ');
}
