// Sends pictures to the server, with progress. Files wait here under a key until their node is shown.
import { csrfToken, gettext } from "./dom.js"

const waiting = new Map()
let count = 0
let running = 0

/** Keep a file for the figure that is about to be inserted with this key as its `pending`. */
export function keepForUpload(file) {
  const key = `file-${++count}`
  waiting.set(key, file)
  return key
}

export function takeForUpload(key) {
  const file = waiting.get(key)
  waiting.delete(key)
  return file
}

export const isUploading = () => running > 0

export const pictures = (files) => [...(files ?? [])].filter((file) => file.type.startsWith("image/"))

/** Resolves to the photo as the server knows it; rejects with an Error whose message may be shown. */
export function upload(url, file, onProgress) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest() // fetch() tells nothing of the progress of an upload.
    const body = new FormData()
    body.append("image", file)
    request.open("POST", url)
    request.setRequestHeader("X-CSRFToken", csrfToken())
    request.setRequestHeader("Accept", "application/json")
    request.responseType = "json"
    request.upload.addEventListener("progress", (event) => {
      if (event.lengthComputable) onProgress(event.loaded / event.total)
    })
    request.addEventListener("load", () => {
      const answer = request.response
      if (request.status === 200 && answer?.photo) resolve(answer)
      else if (answer?.error) reject(new Error(answer.error))
      else if (request.status === 413) reject(new Error(gettext("The file is too large for this server.")))
      else reject(new Error(gettext("The picture was not taken: you may be signed out. Sign in in another tab and try again.")))
    })
    request.addEventListener("error", () => reject(new Error(gettext("The server cannot be reached. Check the connection and try again."))))
    request.addEventListener("loadend", () => running--)
    running++
    request.send(body)
  })
}
