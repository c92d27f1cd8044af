import { describe } from 'vitest'
import { strangersAndOwners } from '../support/strangers-and-owners'

describe('strangers who know an address, from everywhere', () => strangersAndOwners('1'))
