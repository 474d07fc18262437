// Unsaved changes in IndexedDB: it writes to the disk at once, where localStorage waits up to a minute, and holds more than
// 5 MB.
const STORE = "autosaves"
const MAX_AGE = 30 * 24 * 3600 * 1000 // ms, as long as on the server
const LOCK = "autosave:"
const MAX_TRIES = 10
const RETRY_PAUSE = 500 // ms

/**
 * Values of a form that were not saved: `at` is the time in ms, `instead` has the keys of forms that it contains.
 * @typedef {object} Draft
 * @property {string} form
 * @property {string} path
 * @property {string} user
 * @property {string} revision
 * @property {number} at
 * @property {Record<string, any>} values
 * @property {string[]} [instead]
 */

/** @type {IDBDatabase | null} */
let database = null
/** @type {Promise<IDBDatabase | null>} */
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

/**
 * Starts at once if possible: a page that is being left has no time to wait.
 * @param {IDBTransactionMode} mode
 * @param {(store: IDBObjectStore) => IDBRequest | void} ask
 * @returns {Promise<any>}
 */
async function transact(mode, ask) {
  if (!database && !(await opened)) throw new Error("There is no database.")
  return new Promise((resolve, reject) => {
    const transaction = /** @type {IDBDatabase} */ (database).transaction(STORE, mode, { durability: "strict" })
    const request = ask(transaction.objectStore(STORE))
    transaction.oncomplete = () => resolve(request?.result)
    transaction.onabort = () => reject(transaction.error)
    transaction.commit()
  })
}

/**
 * Stores a draft, and deletes those of the forms in `instead`, which it contains. Resolves to false if the browser refuses.
 * @param {Draft} draft
 * @param {string[]} [instead]
 */
export const storeDraft = (draft, instead = []) =>
  transact("readwrite", (store) => {
    for (const form of instead) store.delete(form)
    store.put(draft)
  }).then(
    () => true,
    () => false,
  )

/** @param {...string} forms */
export const deleteDrafts = (...forms) =>
  transact("readwrite", (store) => {
    for (const form of forms) store.delete(form)
  }).catch(() => {})

/**
 * The latest first.
 * @returns {Promise<Draft[]>}
 */
export async function readDrafts() {
  /** @type {Draft[]} */
  const drafts = await transact("readonly", (store) => store.getAll()).catch(() => [])
  const oldest = Date.now() - MAX_AGE
  const expired = drafts.filter(({ at }) => at < oldest)
  if (expired.length) deleteDrafts(...expired.map(({ form }) => form))
  return drafts.filter(({ at }) => at >= oldest).sort((one, other) => other.at - one.at)
}

/**
 * Returns a function that releases the lock; the browser does so however the page ends. Without https there are no locks.
 * @param {string} form
 */
export function holdDraft(form) {
  /** @type {(value?: unknown) => void} */
  let release = () => {}
  const released = new Promise((resolve) => (release = resolve))
  navigator.locks?.request(LOCK + form, () => released).catch(() => {})
  return release
}

/** The key of another form, in the shape of the server's. Without https there is no `randomUUID`. */
export const newKey = () =>
  "xxxxxxxx-xxxx-4xxx-8xxx-xxxxxxxxxxxx".replace(/x/g, () =>
    (crypto.getRandomValues(new Uint8Array(1))[0] % 16).toString(16),
  )

/**
 * Whether another tab has the form. A page that has just been left may hold its lock for some seconds on a busy machine.
 * @param {string} form
 */
export async function isOpenElsewhere(form) {
  const { locks } = navigator
  // Asked again and again without a time limit, as on a slow device each answer may take longer than that.
  const isFree = () => locks.request(LOCK + form, { ifAvailable: true }, Boolean)
  for (let tries = 0; locks && tries < MAX_TRIES; tries++) {
    if (await isFree()) return false
    await new Promise((resolve) => setTimeout(resolve, RETRY_PAUSE))
  }
  return Boolean(locks)
}
