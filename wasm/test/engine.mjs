// The module alone, in Node: no import, and the digits of the command.
import { readFileSync, readdirSync } from "node:fs";
import { inflateRawSync } from "node:zlib";
import path from "node:path";
import { check, finish, near, root, solve } from "./command.mjs";

const bytes = inflateRawSync(readFileSync(path.join(root, "src/cli/report/engine.wasm.deflate")));
const module = new WebAssembly.Module(bytes);
check(WebAssembly.Module.imports(module).length === 0, "the module imports nothing");
const names = WebAssembly.Module.exports(module).map((one) => one.name);
for (const name of ["memory", "room", "answer", "reply"]) check(names.includes(name), `it exports ${name}`);

export function engine() {
  const api = new WebAssembly.Instance(module, {}).exports;
  return (request) => {
    const text = new TextEncoder().encode(typeof request === "string" ? request : JSON.stringify(request));
    const at = api.room(text.length);
    new Uint8Array(api.memory.buffer, at, text.length).set(text);
    const length = api.answer();
    return JSON.parse(new TextDecoder().decode(new Uint8Array(api.memory.buffer, api.reply(), length)));
  };
}

function texts(folder) {
  const files = readdirSync(folder).filter((name) => /^(case\.toml|.*\.csv)$/.test(name) && !/^(figures|sources)\.csv$/.test(name));
  return Object.fromEntries(files.map((name) => [name, readFileSync(path.join(folder, name), "utf8")]));
}

/// Every number of one document in the other, to 1e-9; every text as it is.
function same(found, expected, at) {
  if (typeof expected === "number") return near(found, expected, at);
  if (expected === null || typeof expected !== "object") return check(found === expected, `${at}: ${found} instead of ${expected}`);
  const keys = Object.keys(expected).filter((key) => key !== "options" && key !== "certificate");
  check(found !== null && typeof found === "object" && Object.keys(found).length === Object.keys(expected).length, `${at}: as many keys`);
  for (const key of keys) same(found?.[key], expected[key], `${at}.${key}`);
}

const sets = { tiny: [], chatgpt: ["carbon_price=150"], china: ["electricity_price.west*=1.2", "carbon_price=150"] };
const times = [];
for (const [name, set] of Object.entries(sets)) {
  const folder = path.join(root, "datasets", name);
  const ask = engine();
  const opened = ask({ open: { name, texts: texts(folder), changes: [], language: "en", base_one: null, base_all: null } });
  check(opened.keys?.length > 10, `${name} is opened: ${opened.error}`);
  for (const changes of [[], set]) {
    const told = ask({ solve: { set: changes, one: true, claims: true } });
    check(!told.error, `${name} ${changes}: ${told.error}`);
    const expected = solve(folder, ["--periods", "one", ...changes.flatMap((change) => ["--set", change])]);
    const document = ask({ json: {} });
    same(document, expected, name);
    for (const part of Object.values(document.certificate)) check(part <= 1e-9, `${name}: residual ${part}`);
  }
  const moves = 40, begun = performance.now();
  for (let k = 0; k < moves; k++) ask({ solve: { set: [`electricity_price*=${1 + k / 100}`], one: true, claims: false } });
  times.push(`${name} ${((performance.now() - begun) / moves).toFixed(2)} ms a move`);
  const refused = ask({ solve: { set: ["carbon_price=1", "carbon_prize=1"], one: true, claims: false } });
  check(refused.error?.startsWith("carbon_prize=1: "), `an unknown key is refused, beginning with its change: ${refused.error}`);
}
const ask = engine();
for (const hostile of ["", "{", "null", '{"solve":{}}', '{"draw":{}}', '{"open":{"name":"x","texts":{},"changes":[],"language":"en","base_one":null,"base_all":null}}']) {
  check(typeof ask(hostile).error === "string", `an error for ${hostile}`);
}
finish(`engine: no imports, ${bytes.length} bytes; ${times.join(", ")}`);
