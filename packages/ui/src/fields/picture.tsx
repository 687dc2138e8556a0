/** A picture somebody attached, and what stands in its place where it cannot be shown: it is none, has more pixels than are shown, or is not to be had any more. */
import { type ReactNode, useState } from 'react'

interface PictureProps {
  readonly src: string
  readonly alt: string
  readonly className?: string | undefined
  readonly lazy?: true
  readonly instead: ReactNode
}

export function Picture({ src, alt, className, lazy, instead }: PictureProps) {
  const [broken, setBroken] = useState<string>()
  if (broken === src) return instead
  return (
    <img
      className={className}
      src={src}
      alt={alt}
      draggable={false}
      onError={() => setBroken(src)}
      {...(lazy && { loading: 'lazy' as const })}
    />
  )
}
