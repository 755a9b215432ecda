// Puts the built module where the command embeds it, deflated, and notes which compiler built it; with --check, holds the two against
// one another instead. Another compiler gives other bytes: then it says so, and compares nothing.
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { deflateRawSync, inflateRawSync } from "node:zlib";

const here = new URL(".", import.meta.url);
const built = readFileSync(new URL("target/wasm32-unknown-unknown/release/eastwest_wasm.wasm", here));
const standing = new URL("../src/cli/report/engine.wasm.deflate", here);
const note = new URL("compiler.txt", here);
const linker = execFileSync("wasm-ld", ["--version"], { encoding: "utf8" }).trim();
const compiler = execFileSync("/usr/bin/rustc", ["--version"], { encoding: "utf8" }).trim() + "\n" + linker + "\n";

if (process.argv[2] !== "--check") {
  const packed = deflateRawSync(built, { level: 9 });
  writeFileSync(standing, packed);
  writeFileSync(note, compiler);
  console.log(`${built.length} bytes, ${packed.length} deflated`);
} else if (readFileSync(note, "utf8") !== compiler) {
  console.log(`the module was built by\n${readFileSync(note, "utf8")}and here is\n${compiler}its bytes are not compared: build and pack it anew`);
} else if (!inflateRawSync(readFileSync(standing)).equals(built)) {
  console.error("the module in src/cli/report is not that of this source: `wasm/build && node wasm/pack.mjs` makes it");
  process.exit(1);
} else {
  console.log(`the module is that of this source: ${built.length} bytes`);
}
