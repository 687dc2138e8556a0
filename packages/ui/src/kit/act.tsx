/** What changes something: while one only views it is still there, so that one sees what the other could do, and says why it does nothing. */
import { Button, type ButtonProps, Menu, type MenuItemProps, Text, Tooltip } from '@mantine/core'
import type { ComponentPropsWithoutRef, MouseEvent } from 'react'
import { onlyViewing, useViewing } from '../client/viewing.ts'

type Rest<Own> = Omit<ComponentPropsWithoutRef<'button'>, keyof Own>

/** Where what was pressed gives its place to the next thing to do: the second half of a double click does not do that as well. */
export const firstClick = (act: () => void) => (event: MouseEvent) => {
  if (event.detail < 2) act()
}

export function ActButton(props: ButtonProps & Rest<ButtonProps>) {
  if (!useViewing()) return <Button {...props} />
  const { loading: _, disabled: __, ...shown } = props
  // Not `disabled`: a disabled button hears no pointer and would never say why.
  return (
    <Tooltip label={onlyViewing()} events={{ hover: true, focus: true, touch: true }}>
      <Button {...shown} type="button" data-disabled aria-disabled onClick={event => event.preventDefault()} />
    </Tooltip>
  )
}

export function ActItem({ children, ...props }: MenuItemProps & Rest<MenuItemProps>) {
  const viewing = useViewing()
  return (
    <Menu.Item {...props} disabled={props.disabled || viewing !== undefined}>
      {children}
      {viewing && (
        <Text size="xs" c="dimmed">
          {onlyViewing()}
        </Text>
      )}
    </Menu.Item>
  )
}
