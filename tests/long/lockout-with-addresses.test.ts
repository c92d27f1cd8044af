import { describe } from 'vitest'
import { ownerAccess } from '../support/owner-access'

describe('attackers who know an address, from many client addresses', () => ownerAccess('1'))
