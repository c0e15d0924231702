// Command provisioner gives every PersistentVolumeClaim of the testbed's StorageClass a directory of the node, and takes
// the directory away when the claim is gone.
package main

import (
	"context"
	"flag"
	"fmt"
	"log"
	"os"
	"path/filepath"
	"time"

	corev1 "k8s.io/api/core/v1"
	storagev1 "k8s.io/api/storage/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/informers"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/tools/cache"
	"k8s.io/client-go/tools/clientcmd"
)

const provisionerName = "testbed.vivarium.dev/directory"

func main() {
	kubeconfig := flag.String("kubeconfig", "", "file that says how to reach the API server")
	root := flag.String("root", "", "directory that holds the volumes")
	class := flag.String("class", "testbed", "name of the StorageClass, which becomes the cluster's default")
	flag.Parse()
	if err := run(*kubeconfig, *root, *class); err != nil {
		log.Fatal(err)
	}
}

func run(kubeconfig, root, class string) error {
	config, err := clientcmd.BuildConfigFromFlags("", kubeconfig)
	if err != nil {
		return err
	}
	client, err := kubernetes.NewForConfig(config)
	if err != nil {
		return err
	}
	ctx := context.Background()
	if err := ensureClass(ctx, client, class); err != nil {
		return err
	}
	p := &provisioner{client: client, root: root, class: class}
	factory := informers.NewSharedInformerFactory(client, time.Minute)
	_, err = factory.Core().V1().PersistentVolumeClaims().Informer().AddEventHandler(cache.ResourceEventHandlerFuncs{
		AddFunc:    func(o any) { p.claimChanged(ctx, o.(*corev1.PersistentVolumeClaim)) },
		UpdateFunc: func(_, o any) { p.claimChanged(ctx, o.(*corev1.PersistentVolumeClaim)) },
	})
	if err != nil {
		return err
	}
	_, err = factory.Core().V1().PersistentVolumes().Informer().AddEventHandler(cache.ResourceEventHandlerFuncs{
		AddFunc:    func(o any) { p.volumeChanged(ctx, o.(*corev1.PersistentVolume)) },
		UpdateFunc: func(_, o any) { p.volumeChanged(ctx, o.(*corev1.PersistentVolume)) },
	})
	if err != nil {
		return err
	}
	factory.Start(ctx.Done())
	select {}
}

func ensureClass(ctx context.Context, client kubernetes.Interface, name string) error {
	reclaim := corev1.PersistentVolumeReclaimDelete
	binding := storagev1.VolumeBindingImmediate
	_, err := client.StorageV1().StorageClasses().Create(ctx, &storagev1.StorageClass{
		ObjectMeta: metav1.ObjectMeta{
			Name:        name,
			Annotations: map[string]string{"storageclass.kubernetes.io/is-default-class": "true"},
		},
		Provisioner:       provisionerName,
		ReclaimPolicy:     &reclaim,
		VolumeBindingMode: &binding,
	}, metav1.CreateOptions{})
	if apierrors.IsAlreadyExists(err) {
		return nil
	}
	return err
}

type provisioner struct {
	client      kubernetes.Interface
	root, class string
}

func (p *provisioner) directory(volume string) string { return filepath.Join(p.root, volume) }

func (p *provisioner) claimChanged(ctx context.Context, claim *corev1.PersistentVolumeClaim) {
	if claim.Status.Phase == corev1.ClaimBound || claim.Spec.VolumeName != "" || claim.DeletionTimestamp != nil ||
		claim.Spec.StorageClassName == nil || *claim.Spec.StorageClassName != p.class {
		return
	}
	name := fmt.Sprintf("pvc-%s", claim.UID)
	directory := p.directory(name)
	// The node applies fsGroup to no hostPath volume, so pods of any user must be able to write.
	if err := os.MkdirAll(directory, 0o777); err != nil {
		log.Printf("claim %s/%s: %v", claim.Namespace, claim.Name, err)
		return
	}
	if err := os.Chmod(directory, 0o777); err != nil {
		log.Printf("claim %s/%s: %v", claim.Namespace, claim.Name, err)
		return
	}
	kind := corev1.HostPathDirectory
	_, err := p.client.CoreV1().PersistentVolumes().Create(ctx, &corev1.PersistentVolume{
		ObjectMeta: metav1.ObjectMeta{
			Name:        name,
			Annotations: map[string]string{"pv.kubernetes.io/provisioned-by": provisionerName},
		},
		Spec: corev1.PersistentVolumeSpec{
			Capacity:                      claim.Spec.Resources.Requests,
			AccessModes:                   claim.Spec.AccessModes,
			PersistentVolumeReclaimPolicy: corev1.PersistentVolumeReclaimDelete,
			StorageClassName:              p.class,
			ClaimRef: &corev1.ObjectReference{
				APIVersion: "v1", Kind: "PersistentVolumeClaim", Namespace: claim.Namespace, Name: claim.Name, UID: claim.UID,
			},
			PersistentVolumeSource: corev1.PersistentVolumeSource{
				HostPath: &corev1.HostPathVolumeSource{Path: directory, Type: &kind},
			},
		},
	}, metav1.CreateOptions{})
	if err != nil && !apierrors.IsAlreadyExists(err) {
		log.Printf("claim %s/%s: %v", claim.Namespace, claim.Name, err)
	}
}

func (p *provisioner) volumeChanged(ctx context.Context, volume *corev1.PersistentVolume) {
	if volume.Annotations["pv.kubernetes.io/provisioned-by"] != provisionerName || volume.Status.Phase != corev1.VolumeReleased ||
		volume.DeletionTimestamp != nil {
		return
	}
	if err := os.RemoveAll(p.directory(volume.Name)); err != nil {
		log.Printf("volume %s: %v", volume.Name, err)
		return
	}
	if err := p.client.CoreV1().PersistentVolumes().Delete(ctx, volume.Name, metav1.DeleteOptions{}); err != nil && !apierrors.IsNotFound(err) {
		log.Printf("volume %s: %v", volume.Name, err)
	}
}
