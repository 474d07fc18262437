// Sends pictures to the server, with progress. A job outlives the view of its figure, which may be moved,
// cut or undone meanwhile; the figure names its job by key in its attribute `pending`.
import { csrfToken, gettext } from "./dom.js"

const jobs = new Map()
let count = 0

/**
 * Starts an upload; returns its key. With `fresh` the figure was made for this very file, so that undoing
 * takes away both at once.
 */
export function startUpload(url, file, { fresh = false } = {}) {
  const key = `upload-${++count}`
  jobs.set(key, { url, file, fresh, progress: 0, error: "", photo: null, watch: () => {} })
  send(jobs.get(key))
  return key
}

/** `{progress, error, photo, fresh}`; `watch` is called at each change of them. */
export const jobOf = (key) => jobs.get(key)

export function retry(job) {
  job.error = ""
  job.progress = 0
  send(job)
}

export const isUploading = () => [...jobs.values()].some((job) => job.running)

export const pictures = (files) => [...(files ?? [])].filter((file) => file.type.startsWith("image/"))

const SIGNED_OUT = gettext("The picture was not taken: you may be signed out. Sign in in another tab and try again.")
const UNREACHABLE = gettext("The server cannot be reached. Check the connection and try again.")
const FAILED = gettext("The server could not take the picture. Try again.")
const TOO_LARGE = gettext("The file is too large for this server.")

function send(job) {
  const request = new XMLHttpRequest() // fetch() tells nothing of the progress of an upload.
  const body = new FormData()
  body.append("image", job.file)
  request.open("POST", job.url)
  request.setRequestHeader("X-CSRFToken", csrfToken())
  request.setRequestHeader("Accept", "application/json")
  request.responseType = "json"
  request.upload.addEventListener("progress", (event) => {
    if (event.lengthComputable) job.progress = event.loaded / event.total
    job.watch()
  })
  request.addEventListener("loadend", () => {
    const answer = request.response
    job.running = false
    if (request.status === 200 && answer?.photo) job.photo = answer
    else if (answer?.error) job.error = answer.error
    else if (request.status === 413) job.error = TOO_LARGE
    else if (request.status >= 500) job.error = FAILED
    else job.error = request.status ? SIGNED_OUT : UNREACHABLE
    job.watch()
  })
  job.running = true
  request.send(body)
}
