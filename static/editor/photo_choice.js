// Loads the dialog with existing photos when it is opened.
import { notLoadedMessage } from "../common/http.js"
import { refuse } from "./quotation_wrap.js"

/**
 * Resolves to the chosen photo, or null if the dialog was closed or cannot be loaded.
 * @param {string} url
 */
export async function openPhotoChooser(url) {
  let chooser
  try {
    chooser = await import("./photo_chooser.js")
  } catch {
    refuse(notLoadedMessage())
    return null
  }
  return chooser.choosePhoto(url)
}
