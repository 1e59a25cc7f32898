import '../../../../src/renderer/jitless.ts';
import { mount } from 'svelte';
import { createClient } from '../../../../src/contract/client.ts';
import type { LibraryDocument } from '../../../../src/contract/protocol.ts';
import '../../../../src/renderer/theme.css';
import Harness from './Harness.svelte';

// Messages go by one POST each: the viewer needs no events.
const listeners = new Set<(message: unknown) => void>();
const client = createClient({
  send(message) {
    if (message.kind !== 'request') return;
    void fetch('rpc', { method: 'POST', body: JSON.stringify(message) })
      .then((response) => response.json())
      .then((answer: unknown) => {
        for (const listener of listeners) listener(answer);
      });
  },
  onMessage(listener) {
    listeners.add(listener);
    return () => void listeners.delete(listener);
  },
});

const documents = (await (await fetch('documents.json')).json()) as readonly LibraryDocument[];
const wanted = new URLSearchParams(location.search).get('document');
const target = document.getElementById('app');
const shown = documents.find((own) => own.id === wanted) ?? documents[0];
if (target !== null && shown !== undefined) mount(Harness, { target, props: { client, document: shown } });
