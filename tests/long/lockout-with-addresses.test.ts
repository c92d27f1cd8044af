import { describe } from 'vitest'
import { ownerAccess } from '../support/owner-access'

describe('strangers who know an address, from everywhere', () => ownerAccess('1'))
