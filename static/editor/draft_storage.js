// What was typed and has not arrived, in a database of this browser: it is on the disk in a moment, where localStorage waits up to a minute, and holds more than 5 MB.
const STORE = "autosaves"
const DAYS = 30 * 24 * 3600 * 1000 // As long as the server keeps it.
const LOCK = "autosave:"

let database = null
const opened = new Promise((resolve) => {
  try {
    const request = indexedDB.open("pullquote-autosaves", 1)
    request.onupgradeneeded = () => request.result.createObjectStore(STORE, { keyPath: "form" })
    request.onsuccess = () => resolve((database = request.result))
    request.onerror = () => resolve(null)
  } catch {
    resolve(null) // Switched off by a setting.
  }
})

/** Begins at once if it can, as a page that is left has no later. */
async function transact(mode, ask) {
  if (!database && !(await opened)) throw new Error()
  return new Promise((resolve, reject) => {
    const transaction = database.transaction(STORE, mode, { durability: "strict" })
    const request = ask(transaction.objectStore(STORE))
    transaction.oncomplete = () => resolve(request?.result)
    transaction.onabort = () => reject(transaction.error)
    transaction.commit()
  })
}

/** A record `{ form, at, … }`, and no longer those whose words are in it. False where nothing can be kept. */
export const keep = (record, instead = []) =>
  transact("readwrite", (store) => {
    for (const form of instead) store.delete(form)
    store.put(record)
  }).then(
    () => true,
    () => false,
  )

export const deleteDrafts = (...forms) =>
  transact("readwrite", (store) => {
    for (const form of forms) store.delete(form)
  }).catch(() => {})

/** The latest first. */
export async function all() {
  const records = await transact("readonly", (store) => store.getAll()).catch(() => [])
  const [old, fresh] = [[], []]
  for (const record of records) (record.at < Date.now() - DAYS ? old : fresh).push(record)
  if (old.length) deleteDrafts(...old.map(({ form }) => form))
  return fresh.sort((one, other) => other.at - one.at)
}

/** Returns a function that releases the lock; the browser does so however the page ends. Without https there are no locks. */
export function holdDraft(form) {
  let release
  const released = new Promise((resolve) => (release = resolve))
  navigator.locks?.request(LOCK + form, () => released).catch(() => {})
  return release
}

/** The key of another form, in the shape of the server's. Without https there is no `randomUUID`. */
export function newKey() {
  const digits = [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0"))
  return digits.join("").replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-")
}

/** Whether another tab has the form. A page that has just been left may hold its lock for a moment. */
export async function isOpenElsewhere(form) {
  try {
    return (await navigator.locks?.request(LOCK + form, { signal: AbortSignal.timeout(1000) }, () => false)) ?? false
  } catch {
    return true
  }
}
