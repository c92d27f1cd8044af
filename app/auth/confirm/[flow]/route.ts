/** The same link as its parent's, with the flow it belongs to in its path: mails of this application carry it. */
export { DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT } from '../route'
