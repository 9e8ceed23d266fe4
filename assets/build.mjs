// Builds static/ from the sources of this folder and the packages of package-lock.json.
// usage: node build.mjs          (fonts: build_fonts.py; both: make assets)
// Same sources, same bytes: no clock, no absolute path, sorted lists.
import { createHash } from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import * as esbuild from "esbuild";
import * as sass from "sass";

const here = path.dirname(fileURLToPath(import.meta.url));
const packages = path.join(here, "node_modules");
const out = path.join(path.dirname(here), "static");
const target = "chrome109";

const read = (...parts) => fs.readFileSync(path.join(...parts), "utf8");
const write = (name, text) => {
  const file = path.join(out, name);
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(file, text);
};

async function styles() {
  const { css } = sass.compile(path.join(here, "scss/site.scss"), {
    loadPaths: [packages],
    quietDeps: true,
    silenceDeprecations: ["import", "global-builtin", "color-functions", "if-function"],
  });
  const { code } = await esbuild.transform(css.replace(/^@charset[^;]*;/, ""), {
    loader: "css",
    minify: true,
    target,
    legalComments: "inline",
  });
  write("css/site.css", code);
}

async function scripts() {
  for (const name of ["desk", "en", "files", "marks", "minutes", "observe", "pick", "plan", "roster", "site"]) {
    const { outputFiles } = await esbuild.build({
      entryPoints: [path.join(here, "js", `${name}.js`)],
      bundle: true,
      minify: true,
      write: false,
      format: "iife",
      target,
      charset: "utf8",
      legalComments: "none",
    });
    write(`js/${name}.js`, outputFiles[0].text);
  }
}

// The drawing attributes stand on the <symbol>, so that no style element is needed.
function sprite() {
  const names = read(here, "icons.txt").split("\n").filter(Boolean);
  const symbols = names.map((name) => {
    const inner = read(packages, "lucide-static/icons", `${name}.svg`)
      .replace(/<!--.*?-->/gs, "")
      .replace(/^[\s\S]*?<svg[\s\S]*?>/, "")
      .replace("</svg>", "")
      .replace(/\s*\n\s*/g, "")
      .replace(/ \/>/g, "/>")
      .trim();
    return `<symbol id="${name}" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round">${inner}</symbol>`;
  });
  write(
    "icons.svg",
    `<svg xmlns="http://www.w3.org/2000/svg"><!-- Lucide, ISC: licences.txt -->${symbols.join("")}</svg>`,
  );
}

function pictures() {
  for (const name of fs.readdirSync(path.join(here, "img")).sort()) {
    const file = path.join(out, "img", name);
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.copyFileSync(path.join(here, "img", name), file);
  }
  fs.copyFileSync(path.join(here, "manifest.webmanifest"), path.join(out, "manifest.webmanifest"));
}

const parts = [
  ["bootstrap", "LICENSE", "css/site.css (a part of it)"],
  ["htmx.org", "LICENSE", "vendor/htmx.min.js"],
  ["lucide-static", "LICENSE", "icons.svg"],
  ["@fontsource/be-vietnam-pro", "LICENSE", "fonts/sans-400.woff2, fonts/sans-600.woff2"],
  ["@fontsource-variable/source-serif-4", "LICENSE", "fonts/serif-400.woff2, fonts/serif-600.woff2"],
  ["@fontsource-variable/inter", "LICENSE", "fonts/num.woff2"],
];

function vendor() {
  write("vendor/htmx.min.js", read(packages, "htmx.org/dist/htmx.min.js"));
  const licences = parts.map(([name, file]) => {
    const text = read(packages, name, file).replace(/\r\n/g, "\n").trim();
    return `==== ${name} ====\n\n${text}\n`;
  });
  write("licences.txt", licences.join("\n"));
}

function inventory() {
  const rows = parts.map(([name, , where]) => {
    const { version, license } = JSON.parse(read(packages, name, "package.json"));
    return `| ${name} | ${version} | ${license} | ${where} |`;
  });
  const tools = ["esbuild", "sass"].map((name) => {
    const { version, license } = JSON.parse(read(packages, name, "package.json"));
    return `| ${name} | ${version} | ${license} | build tool, nothing of it is shipped |`;
  });
  const files = [];
  const walk = (folder) => {
    for (const entry of fs.readdirSync(path.join(out, folder), { withFileTypes: true })) {
      const name = path.posix.join(folder, entry.name);
      if (entry.isDirectory()) walk(name);
      else files.push(name);
    }
  };
  walk("");
  const sums = files.sort().map((name) => {
    const sum = createHash("sha256")
      .update(fs.readFileSync(path.join(out, name)))
      .digest("hex");
    return `| ${name} | ${sum} |`;
  });
  const text = [
    "# What static/ is made of",
    "",
    "Written by `make assets`; `make assets-check` rebuilds everything and compares the bytes.",
    "The licence texts stand in `static/licences.txt`. The cut fonts carry names of our own,",
    "since the licence of Source Serif reserves its name.",
    "",
    "| package | version | licence | where it went |",
    "| --- | --- | --- | --- |",
    ...rows,
    ...tools,
    "",
    "| file in static/ | sha256 |",
    "| --- | --- |",
    ...sums,
    "",
  ];
  fs.writeFileSync(path.join(here, "VENDOR.md"), text.join("\n"));
}

await styles();
await scripts();
sprite();
pictures();
vendor();
inventory();
