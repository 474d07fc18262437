// What authors read about an upload that is under way, has failed or was cancelled.
import { gettext, interpolate } from "../common/dom.js"

/** @type {Record<string, string>} */
const STATES = {
  queued: gettext("%(name)s is queued."),
  uploading: gettext("Uploading %(name)s…"),
  processing: gettext("Processing %(name)s…"),
  waiting: gettext("The server is busy. %(name)s will be retried in a few seconds."),
  cancelled: gettext("Upload of %(name)s cancelled."),
}

/**
 * @param {string} text
 * @param {import("./upload.js").Job} job
 */
export const describe = (text, job) => text && interpolate(text, { name: job.file.name })

/**
 * The state of an upload as a sentence, '' once it is stored.
 * @param {import("./upload.js").Job | undefined} job
 */
export function describeState(job) {
  if (!job) return ""
  if (job.error) return `${describe(gettext("%(name)s was not uploaded."), job)} ${job.error}`
  return describe(STATES[job.phase] ?? "", job)
}
