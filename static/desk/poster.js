// The page of a video: a picture can be uploaded where the poster is chosen.
import { findOptional } from "../common/dom.js"
import { addPictureUpload } from "./picture_upload.js"

const select = findOptional("#id_poster", document, HTMLSelectElement)
const url = findOptional("[data-poster-upload]")?.dataset.posterUpload
if (select && url) addPictureUpload(select, url)
