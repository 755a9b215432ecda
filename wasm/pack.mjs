// Puts the built module where the command embeds it, deflated, and notes which compiler built it; with --check, holds the two against
// one another instead. Packing needs Debian's zopfli, whose deflate is a twentieth smaller than zlib's; reading needs nothing. Another compiler gives other bytes: then it says so, and compares nothing.
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { inflateRawSync } from "node:zlib";

const here = new URL(".", import.meta.url);
const file = new URL("target/wasm32-unknown-unknown/release/eastwest_wasm.wasm", here);
const built = readFileSync(file);
const standing = new URL("../src/cli/report/engine.wasm.deflate", here);
const note = new URL("compiler.txt", here);
const linker = execFileSync("wasm-ld", ["--version"], { encoding: "utf8" }).trim();
const compiler = execFileSync("/usr/bin/rustc", ["--version"], { encoding: "utf8" }).trim() + "\n" + linker + "\n";

if (process.argv[2] !== "--check") {
  const packed = execFileSync("zopfli", ["--deflate", "--i15", "-c", fileURLToPath(file)], { maxBuffer: 1 << 24 });
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
