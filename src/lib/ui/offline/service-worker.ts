/**
 * Makes the site work without network, where the browser allows it: in frames and private windows even asking throws.
 * @param onwaiting a newer version has been stored; calling what it gets puts it in place
 */
export async function useOffline(script: string, onwaiting: (takeOver: () => void) => void): Promise<void> {
  try {
    if (!('serviceWorker' in navigator) || window.top !== window.self) return;
    const registration = await navigator.serviceWorker.register(script, { type: 'module' });
    const tell = (worker: ServiceWorker) => onwaiting(() => takeOver(worker));
    // The very first version has nothing to take over from.
    if (registration.waiting && navigator.serviceWorker.controller) tell(registration.waiting);
    registration.addEventListener('updatefound', () => {
      const worker = registration.installing;
      worker?.addEventListener('statechange', () => {
        if (worker.state === 'installed' && navigator.serviceWorker.controller) tell(worker);
      });
    });
  } catch {
    // It needs the network then.
  }
}

function takeOver(worker: ServiceWorker): void {
  navigator.serviceWorker.addEventListener('controllerchange', () => location.reload(), { once: true });
  worker.postMessage('take over');
}
