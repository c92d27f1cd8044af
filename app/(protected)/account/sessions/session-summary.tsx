import type { ReactNode } from 'react'
import { Badge } from '@/app/ui/badge'
import { ListEntry } from '@/app/ui/list-entry'
import { Icon, type IconName } from '@/app/ui/svg-icon'
import { Timestamp } from '@/app/ui/timestamp'
import type { TrustedDevice } from '@/utils/auth/devices/list-trusted-devices'
import type { ActiveSession } from '@/utils/auth/sessions/list-sessions'

const ICONS: [RegExp, IconName][] = [
  [/iPhone|Android/, 'icon-smartphone'],
  [/iPad/, 'icon-tablet'],
  [/Mac|ChromeOS/, 'icon-laptop'],
  [/Windows|Linux/, 'icon-monitor'],
  [/curl/, 'icon-square-terminal'],
]

/** The icon for a name from utils/auth/devices/device-name.ts. */
function deviceIcon(device: string): IconName {
  return ICONS.find(([pattern]) => pattern.test(device))?.[1] ?? 'icon-circle-question-mark'
}

/** A trusted device: its name and times. */
export function TrustedDeviceSummary({ trusted }: { trusted: TrustedDevice }) {
  const { device, isCurrent, lastUsed, expires } = trusted
  return (
    <DeviceSummary device={device} isCurrent={isCurrent}>
      Used <Timestamp at={lastUsed} /> · Trusted until <Timestamp at={expires} relative={false} />
    </DeviceSummary>
  )
}

/** A session: device, IP address, and times. */
export function SessionSummary({ session }: { session: ActiveSession }) {
  const { device, address, startedAt, lastActiveAt, isCurrent } = session
  return (
    <DeviceSummary device={device} isCurrent={isCurrent}>
      {address && `${address} · `}
      Active <Timestamp at={lastActiveAt} /> · Signed in <Timestamp at={startedAt} />
    </DeviceSummary>
  )
}

type DeviceSummaryProps = { device: string; isCurrent: boolean; children: ReactNode }

function DeviceSummary({ device, isCurrent, children }: DeviceSummaryProps) {
  const title = (
    <span className="flex flex-wrap items-center gap-2">
      {device}
      {isCurrent && <Badge kind="accent">This device</Badge>}
    </span>
  )
  return (
    <ListEntry icon={<Icon name={deviceIcon(device)} className="size-5 text-muted" />} title={title}>
      {children}
    </ListEntry>
  )
}
