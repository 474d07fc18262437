// On the list of posts: what it says was saved need not be kept.
import { forgetSaved } from "./kept.js"

forgetSaved()
