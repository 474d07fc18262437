// Loads the dialog with existing photos or files when it is opened.
import { notLoadedMessage } from "../common/http.js"
import { refuse } from "./quotation_wrap.js"

/**
 * Resolves to the chosen photo or file, or null if the dialog was closed or cannot be loaded.
 * @param {string} url
 * @param {boolean} [isFile]
 */
export async function openUploadChooser(url, isFile = false) {
  let chooser
  try {
    chooser = await import("./upload_chooser.js")
  } catch {
    refuse(notLoadedMessage())
    return null
  }
  return isFile ? chooser.chooseFile(url) : chooser.choosePhoto(url)
}
