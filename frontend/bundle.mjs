// Bundles src/desks/* and src/styles/quanju.css into OUT, draws the icon sprite and writes the
// manifest. Called by build.py with the output folder.
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { gzipSync } from "node:zlib";
import esbuild from "esbuild";

const here = import.meta.dirname;
const out = process.argv[2];
const fresh = `${out}.building`;
const text = (path) => readFileSync(join(here, path), "utf8");
const sha256 = (bytes) => createHash("sha256").update(bytes).digest("hex");
const found = (folder, ending) =>
  existsSync(join(here, folder))
    ? readdirSync(join(here, folder))
        .filter((name) => name.endsWith(ending))
        .map((name) => join(here, folder, name))
    : [];

function packageFacts(name) {
  const facts = JSON.parse(text(`node_modules/${name}/package.json`));
  return { name, version: facts.version, license: facts.license };
}

// One package folder per bundled input: "node_modules/@scope/name/…" or "node_modules/name/…".
function packagesIn(metafile) {
  const names = new Set();
  for (const path of Object.keys(metafile.inputs)) {
    const match = path.match(/node_modules\/((?:@[^/]+\/)?[^/]+)/);
    if (match) names.add(match[1]);
  }
  return [...names].sort().map(packageFacts);
}

function sprite() {
  const names = text("src/icons/icons.txt")
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line && !line.startsWith("#"));
  const symbols = names.map((name) => {
    const own = join(here, "src/icons", `${name}.svg`);
    const svg = existsSync(own)
      ? readFileSync(own, "utf8")
      : text(`node_modules/@tabler/icons/icons/outline/${name}.svg`);
    const body = svg
      .replace(/<!--[\s\S]*?-->/g, "")
      .replace(/^[\s\S]*?<svg[^>]*>/, "")
      .replace(/<\/svg>[\s\S]*$/, "")
      .replace(/\s*\n\s*/g, "");
    return `<symbol id="${name}" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="1.75" stroke-linecap="round" stroke-linejoin="round">${body}</symbol>`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join("")}</svg>`;
}

function writeNamed(name, ending, content) {
  const file = `${name}-${sha256(content).slice(0, 8).toUpperCase()}.${ending}`;
  writeFileSync(join(fresh, file), content);
  return file;
}

/* The light theme stands once in the tokens and is written again for who follows the system. */
const lightOnce = {
  name: "light-once",
  setup: (build) =>
    build.onLoad({ filter: /styles\/tokens\.css$/ }, ({ path }) => {
      const tokens = readFileSync(path, "utf8");
      const light = tokens.match(/\[data-theme="light"\] (\{[^}]*\})/);
      if (!light) throw new Error("tokens.css states no light theme");
      const follows = `@media (prefers-color-scheme: light) { [data-theme="auto"] ${light[1]} }`;
      return { contents: `${tokens}\n${follows}\n`, loader: "css" };
    }),
};

rmSync(fresh, { recursive: true, force: true });
mkdirSync(fresh, { recursive: true });
const result = await esbuild.build({
  absWorkingDir: here,
  entryPoints: [...found("src/desks", ".ts"), ...found("src/desks", ".css"), join(here, "src/styles/quanju.css")].map(
    (path) => ({ in: path, out: basename(path).replace(/\.(ts|css)$/, "") }),
  ),
  outdir: fresh,
  bundle: true,
  splitting: true,
  format: "esm",
  target: "es2022",
  minify: true,
  sourcemap: false,
  legalComments: "none",
  metafile: true,
  entryNames: "[name]-[hash]",
  chunkNames: "chunks/[name]-[hash]",
  assetNames: "files/[name]-[hash]",
  loader: { ".svg": "file", ".png": "file" },
  logLevel: "warning",
  plugins: [lightOnce],
});

const assets = {};
for (const [path, output] of Object.entries(result.metafile.outputs)) {
  if (output.entryPoint && !path.includes("/chunks/"))
    assets[basename(output.entryPoint).replace(/\.ts$/, ".js")] = basename(path);
}
assets["icons.svg"] = writeNamed("icons", "svg", sprite());
assets["mark.svg"] = writeNamed("mark", "svg", text("src/icons/mark.svg"));
const packages = [...packagesIn(result.metafile), packageFacts("@tabler/icons")];
const licences = packages.map(({ name, version, license }) => {
  const file = readdirSync(join(here, "node_modules", name)).find((entry) => /^licen[cs]e/i.test(entry));
  return `${name} ${version} (${license})\n\n${file ? text(`node_modules/${name}/${file}`).trim() : ""}\n`;
});
assets["licences.txt"] = writeNamed("licences", "txt", licences.join(`\n${"-".repeat(80)}\n\n`));

// `imports` lets a page ask for the shared chunks at once instead of one after another.
const imports = {};
for (const [path, output] of Object.entries(result.metafile.outputs)) {
  if (!output.entryPoint?.endsWith(".ts") || path.includes("/chunks/")) continue;
  imports[basename(output.entryPoint).replace(/\.ts$/, ".js")] = output.imports
    .filter((one) => one.kind === "import-statement")
    .map((one) => one.path.slice(one.path.indexOf("chunks/")));
}
const walk = (folder, prefix = "") =>
  readdirSync(folder, { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory() ? walk(join(folder, entry.name), `${prefix}${entry.name}/`) : [`${prefix}${entry.name}`],
  );
const files = Object.fromEntries(
  walk(fresh)
    .sort()
    .map((name) => {
      const bytes = readFileSync(join(fresh, name));
      const packed = gzipSync(bytes, { level: 9 });
      // Served in its place to whoever takes it: a third of the way for all but the smallest.
      if (packed.length + 100 < bytes.length) writeFileSync(join(fresh, `${name}.gz`), packed);
      return [name, { bytes: bytes.length, gzip: packed.length, sha256: sha256(bytes) }];
    }),
);
writeFileSync(join(fresh, "manifest.json"), `${JSON.stringify({ packages, assets, imports, files }, null, 1)}\n`);

// Files of the last build stay for a day, so that a page open during a build still finds its chunks.
const dayAgo = Date.now() - 24 * 3600 * 1000;
mkdirSync(out, { recursive: true });
const kept = existsSync(out) ? walk(out) : [];
for (const name of walk(fresh)) {
  mkdirSync(join(out, name, ".."), { recursive: true });
  if (name !== "manifest.json") renameSync(join(fresh, name), join(out, name));
}
renameSync(join(fresh, "manifest.json"), join(out, "manifest.json"));
for (const name of kept) {
  const path = join(out, name);
  if (
    !(name in files) &&
    name !== "manifest.json" &&
    name !== ".stamp" &&
    existsSync(path) &&
    statSync(path).mtimeMs < dayAgo
  )
    rmSync(path);
}
rmSync(fresh, { recursive: true, force: true });
