// Sends pictures and other files to the server, two at a time, with progress. A job outlives the view of its figure, which may be
// moved, cut or undone meanwhile; the figure names its job by key in its attribute `pending`.
import { gettext } from "../common/dom.js"
import { csrfToken, notLoadedMessage } from "../common/http.js"

const MAX_PARALLEL = 2
const MAX_TRIES = 20 // where the server is busy
const RETRY_SECONDS = [1, 60] // minimum and maximum of the server's Retry-After
const FINAL_STATUSES = [400, 413] // The same file would be refused again.
const PHASES_UNDER_WAY = ["queued", "uploading", "processing", "waiting"]

/**
 * `watch` is called at each change. Phases: queued, uploading, processing (all is sent), waiting (for a busy server), then
 * stored, failed or cancelled.
 * @typedef {object} Job
 * @property {string} url
 * @property {File} file
 * @property {boolean} fresh
 * @property {string} phase
 * @property {number} progress from 0 to 1
 * @property {string} error
 * @property {boolean} isFinal the same file would be refused again
 * @property {boolean} isRaw the body is the file; else it is a form with a picture
 * @property {any} answer of the server, once stored
 * @property {() => void} watch
 * @property {() => void} stop
 */

/** @type {Map<string, Job>} */
const jobs = new Map()
/** @type {Job[]} */
const queue = []
let running = 0
let count = 0
let batch = { total: 0, stored: 0 } // since the last time that nothing was under way

/**
 * Queues an upload; returns its key. With `fresh` the figure was made for this very file, so that one undo
 * removes both.
 * @param {string} url
 * @param {File} file
 * @param {{ fresh?: boolean, isRaw?: boolean }} [options]
 */
export function startUpload(url, file, { fresh = false, isRaw = false } = {}) {
  const key = `upload-${++count}`
  /** @type {Job} */
  const job = {
    url,
    file,
    fresh,
    phase: "",
    progress: 0,
    error: "",
    isFinal: false,
    isRaw,
    answer: null,
    watch: () => {},
    stop: () => {},
  }
  if (!isUploading()) batch = { total: 0, stored: 0 }
  batch.total += 1
  jobs.set(key, job)
  enqueue(job)
  return key
}

/** @param {string} key */
export const jobOf = (key) => jobs.get(key)

/** @param {Job | undefined} job */
export const isUnderWay = (job) => PHASES_UNDER_WAY.includes(job?.phase ?? "")

export const isUploading = () => [...jobs.values()].some(isUnderWay)

/** How many files were added since nothing was under way, and how many of them are stored. */
export const uploadedSoFar = () => batch

/** @param {Job} job */
export function retry(job) {
  if (!isUploading()) batch = { total: 1, stored: 0 }
  enqueue(job)
}

/** @param {Job} job */
export function cancel(job) {
  if (!isUnderWay(job)) return
  const isQueued = job.phase === "queued"
  change(job, "cancelled")
  if (isQueued) queue.splice(queue.indexOf(job), 1)
  else job.stop()
}

/** @param {FileList | undefined} files */
export const pictures = (files) => [...(files ?? [])].filter((file) => file.type.startsWith("image/"))

const MEDIA_TYPE_RE = /^(?:audio|video)\/|^application\/(?:pdf|ogg)$/

/** @param {File} file */
export const isMediaFile = (file) => MEDIA_TYPE_RE.test(file.type)

const FILE_TEXTS = {
  signedOut: gettext("The file was not uploaded: you may be signed out. Sign in again in another tab, then try again."),
  failed: gettext("The server could not store the file. Try again."),
  tooLarge: gettext("The file is larger than the server accepts."),
}
const PICTURE_TEXTS = {
  signedOut: gettext(
    "The picture was not uploaded: you may be signed out. Sign in again in another tab, then try again.",
  ),
  failed: gettext("The server could not store the picture. Try again."),
  tooLarge: gettext("The file is larger than the server accepts. A picture can have at most 20 MB."),
}

/**
 * @param {Job} job
 * @param {string} phase
 * @param {Partial<Job>} [values]
 */
function change(job, phase, values = {}) {
  Object.assign(job, { phase, ...values })
  job.watch()
}

/** @param {Job} job */
function enqueue(job) {
  queue.push(job)
  change(job, "queued", { error: "", progress: 0 })
  startNext()
}

async function startNext() {
  const job = running < MAX_PARALLEL ? queue.shift() : undefined
  if (!job) return
  running += 1
  try {
    await upload(job)
  } finally {
    running -= 1
    startNext()
  }
}

/**
 * Uploads until the server accepts or refuses; while it is busy, the job retries and keeps its turn.
 * @param {Job} job
 */
async function upload(job) {
  for (let tries = 1; job.phase !== "cancelled"; tries += 1) {
    const { status, answer, retryAfter } = await send(job)
    if (job.phase === "cancelled") return
    if (status === 200 && (answer?.photo || answer?.file)) {
      batch.stored += 1
      return change(job, "stored", { answer })
    }
    if (status !== 503 || !retryAfter || tries === MAX_TRIES) {
      return change(job, "failed", { error: reason(job, status, answer), isFinal: FINAL_STATUSES.includes(status) })
    }
    change(job, "waiting", { progress: 0 })
    await pause(job, Math.min(Math.max(retryAfter, RETRY_SECONDS[0]), RETRY_SECONDS[1]))
  }
}

/**
 * @param {Job} job
 * @param {number} status
 * @param {any} answer
 */
function reason(job, status, answer) {
  const texts = job.isRaw ? FILE_TEXTS : PICTURE_TEXTS
  if (answer?.error) return answer.error
  if (status === 413) return texts.tooLarge
  if (status >= 500) return texts.failed
  return status ? texts.signedOut : notLoadedMessage()
}

/**
 * @param {Job} job
 * @param {number} seconds
 */
const pause = (job, seconds) =>
  new Promise((resolve) => {
    const timer = setTimeout(() => resolve(null), seconds * 1000)
    job.stop = () => {
      clearTimeout(timer)
      resolve(null)
    }
  })

/**
 * @param {Job} job
 * @returns {Promise<{ status: number, answer: any, retryAfter: number }>}
 */
const send = (job) =>
  new Promise((resolve) => {
    const request = new XMLHttpRequest() // fetch() does not report the progress of an upload.
    const form = new FormData()
    const url = new URL(job.url, location.href)
    if (job.isRaw) url.searchParams.set("name", job.file.name)
    else form.append("image", job.file)
    request.open("POST", url)
    request.setRequestHeader("X-CSRFToken", csrfToken())
    request.setRequestHeader("Accept", "application/json")
    request.responseType = "json"
    request.upload.addEventListener("progress", (event) => {
      if (event.lengthComputable && job.phase === "uploading")
        change(job, "uploading", { progress: event.loaded / event.total })
    })
    request.upload.addEventListener(
      "load",
      () => job.phase === "uploading" && change(job, "processing", { progress: 1 }),
    )
    request.addEventListener("loadend", () => {
      resolve({
        status: request.status,
        answer: request.response,
        retryAfter: Number.parseInt(request.getResponseHeader("Retry-After") ?? "", 10) || 0,
      })
    })
    job.stop = () => request.abort()
    change(job, "uploading", { progress: 0 })
    // Of no type: it is the server that finds out.
    request.send(job.isRaw ? job.file.slice(0, job.file.size, "application/octet-stream") : form)
  })
