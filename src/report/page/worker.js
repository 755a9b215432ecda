// The engine in a worker: bytes of the module come by message, answers go back by message. Nothing is fetched.
"use strict";
let module = null, api = null, opening = null;
const encoder = new TextEncoder(), decoder = new TextDecoder();

function ask(request) {
  const bytes = encoder.encode(JSON.stringify(request));
  const at = api.room(bytes.length);
  new Uint8Array(api.memory.buffer, at, bytes.length).set(bytes);
  const length = api.answer();
  const told = decoder.decode(new Uint8Array(api.memory.buffer, api.reply(), length));
  return JSON.parse(told);
}

// A trap ends an instance: the next request has a new one.
async function start() {
  api = (await WebAssembly.instantiate(module, {})).exports;
  return ask({ open: opening });
}

onmessage = async ({ data }) => {
  try {
    if (data.module) {
      module = await WebAssembly.compile(data.module);
      opening = data.opening;
      const opened = await start();
      postMessage({ opened, error: opened.error });
      return;
    }
    if (!api) await start();
    const begun = performance.now();
    const told = ask(data.request);
    postMessage({ id: data.id, told, ms: performance.now() - begun });
  } catch (error) {
    api = null;
    postMessage({ id: data.id, trapped: String(error) });
  }
};
