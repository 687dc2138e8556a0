/** Icons a definition may name. Named one by one, so that only these are loaded. */
import {
  IconAlertTriangle, IconBell, IconBox, IconBriefcase, IconBuilding, IconCalendar, IconChartBar, IconChecklist, IconClipboard, IconClock, IconCoin, IconCreditCard, IconDatabase,
  IconFileText, IconFlag, IconFolder, IconHeadset, IconHome, IconInbox, IconList, IconMail, IconMessage, IconMoodSmile, IconPackage, IconPlug, IconReceipt, IconRefresh, IconRoute,
  IconSettings, IconShield, IconShoppingCart, IconStar, IconTag, IconTarget, IconTicket, IconTruck, IconUser, IconUserCheck, IconUsers,
} from '@tabler/icons-react'

const icons: Readonly<Record<string, typeof IconList>> = {
  'alert-triangle': IconAlertTriangle, bell: IconBell, box: IconBox, briefcase: IconBriefcase, building: IconBuilding, calendar: IconCalendar, 'chart-bar': IconChartBar,
  checklist: IconChecklist, clipboard: IconClipboard, clock: IconClock, coin: IconCoin, 'credit-card': IconCreditCard, database: IconDatabase, 'file-text': IconFileText, flag: IconFlag,
  folder: IconFolder, headset: IconHeadset, home: IconHome, inbox: IconInbox, list: IconList, mail: IconMail, message: IconMessage, 'mood-smile': IconMoodSmile, package: IconPackage,
  plug: IconPlug, receipt: IconReceipt, refresh: IconRefresh, route: IconRoute, settings: IconSettings, shield: IconShield, 'shopping-cart': IconShoppingCart, star: IconStar, tag: IconTag,
  target: IconTarget, ticket: IconTicket, truck: IconTruck, user: IconUser, 'user-check': IconUserCheck, users: IconUsers,
}

export function NamedIcon({ name, size = 16 }: { readonly name: string | undefined; readonly size?: number }) {
  const Icon = icons[name ?? ''] ?? IconList
  return <Icon size={size} stroke={1.6} aria-hidden />
}
