// The worker that sends the files of a chosen folder that an import lists: by their path, or else by what is in them.

const AT_ONCE = 3;
const PAGE = 1000;
const LONGEST_PAUSE = 30_000;
// Larger files are found by their path alone: WebCrypto hashes in one piece.
const LARGEST_HASHED = 256 * 1024 * 1024;

let isPaused = false;
// Who waits for the pause to end: each of those that send.
const waiting = [];

onmessage = ({ data }) => {
  if ("isPaused" in data) {
    isPaused = data.isPaused;
    if (!isPaused) waiting.splice(0).forEach((wake) => wake());
  } else {
    run(data).catch((error) => postMessage({ state: "failed", reason: String(error) }));
  }
};

const sleep = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds));

async function pause() {
  while (isPaused) await new Promise((done) => waiting.push(done));
}

async function run({ path, files, largest }) {
  const expected = await list(path);
  const progress = { sent: 0, bytes: 0, failed: 0 };
  const places = byPath(files);
  const elsewhere = [];
  const send = async (entry, file) => {
    const sent = await upload(path, entry, file, largest);
    if (sent) (progress.sent += 1), (progress.bytes += file.size);
    else progress.failed += 1;
    postMessage({ state: "sending", ...progress });
    return sent;
  };
  await together(expected, async (entry) => {
    const file = place(places, entry);
    const isIt = file && (await matches(file, entry));
    if (!isIt) elsewhere.push(entry);
    else await send(entry, file);
  });
  await sendMoved(files, elsewhere, send);
  postMessage({ state: "done", ...progress, missing: elsewhere.length });
}

// What the import still waits for, one entry for the same bytes.
async function list(path) {
  const expected = new Map();
  for (let page = 1; ; page += 1) {
    const answer = await patiently(() => fetch(`${path}/files?page=${page}&page_size=${PAGE}`));
    if (!answer.ok) throw new Error(answer.status);
    const { data, total } = await answer.json();
    for (const line of data) if (line.state === "expected") expected.set(line.sha256, line);
    if (data.length === 0 || page * PAGE >= total) return [...expected.values()];
  }
}

// Paths as they compare: one kind of slash, no case, no dots.
const plain = (path) => path.split(/[/\\]/).filter((part) => part && part !== ".").join("/").toLowerCase();

// Files by every end of their path: the folder chosen may be the root, or lie above or below it.
function byPath(files) {
  const places = new Map();
  for (const file of files) {
    const name = plain(file.webkitRelativePath || file.name).split("/").pop();
    if (!places.has(name)) places.set(name, []);
    places.get(name).push(file);
  }
  return places;
}

// The file whose path agrees most with the entry's, from its end.
function place(places, { path, size }) {
  const wanted = plain(path).split("/").reverse();
  let best = null;
  let length = 0;
  for (const file of places.get(wanted[0]) ?? []) {
    if (size != null && file.size !== size) continue;
    const parts = plain(file.webkitRelativePath || file.name).split("/").reverse();
    const same = parts.findIndex((part, at) => part !== wanted[at]);
    const agreed = same < 0 ? parts.length : same;
    if (agreed > length) (best = file), (length = agreed);
  }
  return best;
}

async function digest(file) {
  if (!crypto.subtle || file.size > LARGEST_HASHED) return null;
  const hash = await crypto.subtle.digest("SHA-256", await file.arrayBuffer());
  return [...new Uint8Array(hash)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

// Whether a file is the one listed. What cannot be hashed here is checked by the server.
async function matches(file, { sha256 }) {
  const own = await digest(file).catch(() => undefined);
  return own === null || own === sha256;
}

// Reads the files that have the size of one looked for.
async function sendMoved(files, elsewhere, send) {
  const wanted = new Map(elsewhere.map((entry) => [entry.sha256, entry]));
  const sizes = new Set(elsewhere.map(({ size }) => size));
  const candidates = files.filter((file) => sizes.has(file.size) || sizes.has(null));
  await together(candidates, async (file) => {
    const sha256 = wanted.size ? await digest(file).catch(() => null) : null;
    const entry = wanted.get(sha256);
    if (!entry) return;
    wanted.delete(sha256);
    if (await send(entry, file)) elsewhere.splice(elsewhere.indexOf(entry), 1);
  });
}

async function together(items, work) {
  const left = [...items].reverse();
  const carry = async () => {
    for (let item = left.pop(); item !== undefined; item = left.pop()) {
      await pause();
      await work(item);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, carry));
}

// Sends one file, until the server has it or says that it never will.
async function upload(path, { sha256 }, file, largest) {
  if (file.size === 0 || file.size > largest) return false;
  const answer = await patiently(() => {
    const body = new FormData();
    body.append("sha256", sha256);
    body.append("file", file);
    return fetch(`${path}/binaries`, { method: "POST", body });
  });
  if ([401, 403, 404].includes(answer.status)) throw new Error(answer.status);
  return answer.ok;
}

// Asks again, after growing pauses, while what fails may pass: no answer, a server under pressure, or a list that has not arrived whole.
async function patiently(ask) {
  for (let wait = 500; ; wait = Math.min(wait * 2, LONGEST_PAUSE)) {
    await pause();
    const answer = await ask().catch(() => null);
    if (answer && !(await mayPass(answer))) return answer;
    await sleep(wait);
  }
}

async function mayPass(answer) {
  if (answer.status !== 404) return answer.status === 408 || answer.status === 429 || answer.status >= 500;
  const problem = await answer.json().catch(() => null);
  return problem?.code === "binary.not_listed";
}
